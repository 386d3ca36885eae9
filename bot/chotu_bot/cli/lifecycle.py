"""Verbs over the life of a tool: ``pin``, ``unpin``, ``retire`` and ``unretire``."""

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.shell import Shell, verb


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--reason", default="", help="Why; it is remembered.")
@verb
def pin(shell: Shell, *, tool: str, reason: str) -> int:
    """Let TOOL serve as it is, or as TOOL@VERSION, whatever its success rate says."""
    version = shell.open().pin(tool, reason)
    name = tool.partition("@")[0]
    shell.emit(
        {"status": "pinned", "name": name, "version": version, "reason": reason},
        f"pinned: {name} to {version}\nundo it: chotu-bot unpin {name}",
    )
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--reason", default="", help="Why; it is remembered.")
@verb
def unpin(shell: Shell, *, tool: str, reason: str) -> int:
    """Let the success rate decide again which version of TOOL serves."""
    shell.open().unpin(tool, reason)
    shell.emit({"status": "unpinned", "name": tool, "reason": reason}, f"unpinned: {tool}")
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--reason", required=True, help="Why; it is remembered.")
@verb
def retire(shell: Shell, *, tool: str, reason: str) -> int:
    """Take TOOL out of service: neither listed nor run. Nothing of it is deleted."""
    shell.open().retire(tool, reason)
    shell.emit(
        {"status": "retired", "name": tool, "reason": reason},
        f"retired: {tool}\nundo it: chotu-bot unretire {tool}",
    )
    return 0


@click.command()
@click.argument("tool")
@click.option("--reason", default="", help="Why; it is remembered.")
@verb
def unretire(shell: Shell, *, tool: str, reason: str) -> int:
    """Bring the retired TOOL back into service."""
    shell.open().unretire(tool, reason)
    shell.emit({"status": "in service", "name": tool, "reason": reason}, f"in service: {tool}")
    return 0


VERBS = (pin, unpin, retire, unretire)
