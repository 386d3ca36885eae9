"""Verbs that serve other programs: ``serve``."""

import click

from chotu_bot.cli.shell import Shell, verb


@click.command()
@verb
def serve(shell: Shell) -> int:
    """Serve the tools, and learning, over MCP: on stdin and stdout."""
    try:
        from chotu_bot.serving import stdio
    except ImportError as error:
        raise missing(error) from error
    stdio.log_to_stderr()
    stdio.serve(shell.open().service())
    return 0


def missing(error: ImportError) -> Exception:
    """What to install."""
    from chotu_bot.errors import ConfigurationError

    return ConfigurationError(
        f"{error.name} is not installed, which serving needs; run: pip install 'chotu-bot[mcp]'"
    )


VERBS = (serve,)
