"""What MCP hosts and the MCP registry are told of the server."""

import importlib.metadata
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from mcp import StdioServerParameters

from chotu_bot.serving import hosts
from journey import Answered
from served import client_of

Run = Callable[..., Answered]
ROOT = Path(__file__).resolve().parents[2]


def only(value: dict[str, Any], key: str) -> dict[str, Any]:
    server = value[key][hosts.KEY]
    assert isinstance(server, dict)
    return server


@pytest.mark.anyio
@pytest.mark.parametrize("host", hosts.HOSTS)
async def test_a_host_that_starts_what_it_is_told_gets_the_server(
    run: Run, folder: Path, host: str
) -> None:
    answer = run("mcp-config", "--client", host)
    assert answer.code == 0
    assert "put this into" in answer.err
    value = json.loads(answer.out)
    server = only(value, "servers" if host == "vscode" else "mcpServers")
    assert server.get("type") == ("stdio" if host in {"vscode", "claude-code"} else None)
    parameters = StdioServerParameters(command=server["command"], args=server["args"])
    if host == "vscode":
        async with client_of(parameters, "auto") as client:
            assert "learn" in {one.name for one in (await client.list_tools()).tools}
    assert server["args"][-1] == str(folder)


def test_a_host_that_connects_never_gets_the_token_itself(run: Run) -> None:
    url = "http://127.0.0.1:8765/mcp"
    for host, key, secret in (
        ("claude-code", "mcpServers", "${CHOTU_TOKEN}"),
        ("cursor", "mcpServers", "${env:CHOTU_TOKEN}"),
        ("vscode", "servers", "${input:chotu_token}"),
    ):
        value = run("mcp-config", "--client", host, "--url", url, "--json").json
        server = only(value, key)
        assert server["url"] == url
        assert server["headers"] == {"Authorization": f"Bearer {secret}"}
    assert value["inputs"][0]["password"] is True
    assert run("mcp-config", "--client", "claude-desktop", "--url", url).code == 2
    assert run("mcp-config", "--client", "cursor", "--url", "ftp://x").code == 2
    assert run("mcp-config", "--client", "emacs").code == 2


def test_the_command_is_this_installation_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "bin" / "python"
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hosts._command() == [str(python), "-m", "chotu_bot"]
    program = tmp_path / "chotu-bot"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert hosts._command() == [str(program)]


def described() -> dict[str, Any]:
    """What the MCP registry is told of this server."""
    value: dict[str, Any] = json.loads((ROOT / "server.json").read_text())
    return value


def registry_rules() -> Draft7Validator:
    """The rules of the registry's schema of 2025-12-11; its file says where they are from."""
    return Draft7Validator(json.loads((ROOT / "tests/data/server_json.schema.json").read_text()))


def test_the_registry_s_description_fits_its_schema_and_this_version() -> None:
    value, version = described(), importlib.metadata.version("chotu-bot")
    Draft7Validator.check_schema(registry_rules().schema)
    assert [one.message for one in registry_rules().iter_errors(value)] == []
    assert value["$schema"].endswith("/schemas/2025-12-11/server.schema.json")
    (package,) = value["packages"]
    assert value["version"] == package["version"] == version
    assert package["transport"] == {"type": "stdio"}
    assert package["runtimeArguments"][0]["value"] == f"chotu-bot[mcp]=={version}"


def set_at(value: Any, path: tuple[str | int, ...], new: Any) -> None:
    """Replace what is at ``path``; take it away where ``new`` is None."""
    *way, last = path
    for step in way:
        value = value[step]
    if new is None:
        del value[last]
    else:
        value[last] = new


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("name",), None),
        (("name",), "no namespace"),
        (("description",), "x" * 101),
        (("title",), ""),
        (("version",), 1),
        (("repository", "source"), None),
        (("packages", 0, "version"), "latest"),
        (("packages", 0, "identifier"), None),
        (("packages", 0, "transport"), {"type": "pipe"}),
        (("packages", 0, "transport"), {"type": "sse", "url": "ftp://example"}),
        (("packages", 0, "packageArguments", 0, "value"), None),
        (("packages", 0, "packageArguments", 1, "name"), None),
        (("packages", 0, "packageArguments", 1, "format"), "path"),
        (("packages", 0, "environmentVariables", 0, "name"), None),
        (("packages", 0, "environmentVariables", 0, "isSecret"), "yes"),
    ],
)
def test_the_registry_s_schema_refuses_what_it_should(
    path: tuple[str | int, ...], new: Any
) -> None:
    value = described()
    set_at(value, path, new)
    assert not registry_rules().is_valid(value)
