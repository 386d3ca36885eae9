"""How each MCP host wants to be told of the server: the configuration in its own format."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import UsageError

Host = Literal["claude-desktop", "claude-code", "cursor", "vscode"]
HOSTS: tuple[Host, ...] = get_args(Host)
KEY = "chotu"
VARIABLE = "CHOTU_TOKEN"
_INPUT = "chotu_token"
_PLACES: Mapping[Host, str] = {
    "claude-desktop": "claude_desktop_config.json (Settings, Developer, Edit Config)",
    "claude-code": ".mcp.json at the root of your project",
    "cursor": ".cursor/mcp.json in your project",
    "vscode": ".vscode/mcp.json in your workspace",
}


def place(host: Host) -> str:
    """Where the configuration belongs."""
    return _PLACES[host]


def over_stdio(host: Host, repository: Path) -> dict[str, Json]:
    """The host starts the server itself."""
    program, *first = _command()
    server: dict[str, Json] = {
        "command": program,
        "args": [*first, "serve", "-C", str(repository)],
    }
    if host in {"claude-code", "vscode"}:
        server = {"type": "stdio", **server}
    return _wrapped(host, server)


def over_http(host: Host, url: str) -> dict[str, Json]:
    """The host connects to a running server; the token stays out of the file.

    Raises:
        UsageError: when the host cannot.
    """
    if not url.startswith(("http://", "https://")):
        raise UsageError("--url takes the address that serve --http prints, http://…/mcp")
    match host:
        case "claude-desktop":
            raise UsageError("claude-desktop starts its servers itself; leave --url out")
        case "claude-code":
            return _wrapped(host, {"type": "http", **_remote(url, f"${{{VARIABLE}}}")})
        case "cursor":
            return _wrapped(host, _remote(url, f"${{env:{VARIABLE}}}"))
        case "vscode":
            asked: Json = {
                "type": "promptString",
                "id": _INPUT,
                "description": "Token of chotu-bot",
                "password": True,
            }
            server = {"type": "http", **_remote(url, f"${{input:{_INPUT}}}")}
            return {"inputs": [asked], **_wrapped(host, server)}


def _remote(url: str, secret: str) -> dict[str, Json]:
    return {"url": url, "headers": {"Authorization": f"Bearer {secret}"}}


def _wrapped(host: Host, server: dict[str, Json]) -> dict[str, Json]:
    return {"servers" if host == "vscode" else "mcpServers": {KEY: server}}


def _command() -> list[str]:
    """This very installation; hosts do not know the PATH of a shell."""
    beside = Path(sys.executable).with_name("chotu-bot")
    if beside.is_file():
        return [str(beside)]
    found = shutil.which("chotu-bot")
    return [found] if found else [sys.executable, "-m", "chotu_bot"]
