"""Verbs that serve other programs: ``serve``, ``token`` and ``mcp-config``."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from chotu_bot.cli.shell import Shell, verb

if TYPE_CHECKING:
    from chotu_bot.domain.shapes import Json
    from chotu_bot.serving.hosts import Host


@click.command()
@click.option("--http", "address", metavar="HOST:PORT", help="Serve over HTTP, not on stdin.")
@click.option(
    "--without-tokens", is_flag=True, help="Over HTTP, on this machine: let every process in."
)
@verb
def serve(shell: Shell, *, address: str | None, without_tokens: bool) -> int:
    """Serve the tools, and learning, over MCP: on stdin and stdout, or over HTTP."""
    if address is None:
        _serve_stdio(shell)
    else:
        _serve_http(shell, address, without_tokens=without_tokens)
    return 0


def _serve_stdio(shell: Shell) -> None:
    with _making_what_stays():
        service = shell.open().service()
        # The sandbox gets ready in a process of its own while this one imports the SDK.
        service.warm_up()
        try:
            from chotu_bot.serving import stdio
        except ImportError as error:
            raise missing(error) from error
        stdio.log_to_stderr()
    stdio.serve(service)


def _serve_http(shell: Shell, text: str, *, without_tokens: bool) -> None:
    with _making_what_stays():
        try:
            from chotu_bot.serving.http import run
        except ImportError as error:
            raise missing(error) from error
    from chotu_bot.errors import UsageError
    from chotu_bot.serving.http.address import parse_address
    from chotu_bot.serving.stdio import log_to_stderr

    log_to_stderr()
    address, chotu = parse_address(text), shell.open()
    if without_tokens and not address.is_loopback:
        raise UsageError("--without-tokens is for 127.0.0.1 alone; others need tokens")
    tokens = None if without_tokens else chotu.tokens()
    if tokens is not None and not tokens.all():
        click.echo("no token yet; make one: chotu-bot token create --scope read", err=True)
    run.serve(chotu.service(), address, tokens)


@contextmanager
def _making_what_stays() -> Iterator[None]:
    """A start loads much and drops nothing; looking for garbage in it took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def missing(error: ImportError) -> Exception:
    """What to install."""
    from chotu_bot.errors import ConfigurationError

    return ConfigurationError(
        f"{error.name} is not installed, which serving needs; run: pip install 'chotu-bot[mcp]'"
    )


@click.group()
def token() -> None:
    """The tokens that let programs in over HTTP."""


@token.command("create")
@click.option("--scope", "scopes", multiple=True, help="read, write, learn or approve; repeatable.")
@click.option("--name", default="", help="What it is for.")
@click.option("--days", default=0, help="How long it is good; for ever without it.")
@click.option("--audience", default="", help="The URL of the one server it is good at.")
@verb
def create(shell: Shell, *, scopes: tuple[str, ...], name: str, days: int, audience: str) -> int:
    """Make a token; it is shown once and kept as a hash."""
    made, text = shell.open().tokens().create(name, scopes, days=days, audience=audience)
    shell.emit({**made.to_json(), "token": text}, text)
    return 0


@token.command("list")
@verb
def list_tokens(shell: Shell) -> int:
    """List the tokens, without their secrets."""
    from chotu_bot.cli.present import table

    found = shell.open().tokens().all()
    shown: list[Json] = [one.to_json() for one in found]
    rows = [(one.id, ",".join(one.scopes), one.audience or "-", one.name) for one in found]
    shell.emit({"tokens": shown}, table(rows) or "no tokens")
    return 0


@token.command("revoke")
@click.argument("identifier", metavar="ID")
@verb
def revoke(shell: Shell, *, identifier: str) -> int:
    """Take the token ID back; servers refuse it at once."""
    gone = shell.open().tokens().revoke(identifier)
    shell.emit(gone.to_json(), f"revoked {gone.id}")
    return 0


@click.command("mcp-config")
@click.option(
    "--client",
    type=click.Choice(["claude-desktop", "claude-code", "cursor", "vscode"]),
    required=True,
    help="The MCP host to configure.",
)
@click.option("--url", help="The address that serve --http printed; else the host starts it.")
@verb
def mcp_config(shell: Shell, *, client: "Host", url: str | None) -> int:
    """Print what to put into an MCP host's configuration."""
    import json

    from chotu_bot.serving import hosts

    root = shell.open().root
    value = hosts.over_http(client, url) if url else hosts.over_stdio(client, root)
    click.echo(f"put this into {hosts.place(client)}:", err=True)
    shell.emit(value, json.dumps(value, indent=2, ensure_ascii=False))
    return 0


VERBS = (serve, token, mcp_config)
