"""The MCP server over HTTP: tokens, doors, health, metrics, and ending well."""

import asyncio
import json
import logging
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx2
import pytest
from mcp.shared.exceptions import MCPError

from chotu_bot import Chotu
from chotu_bot.errors import ConfigurationError, UsageError
from chotu_bot.serving.http.address import Address, bind, names, parse_address
from chotu_bot.serving.http.doors import RateLimit
from journey import Answered
from parsed_page import parse
from served import ERAS, land, landed, listening, over_http, said, sharing, structured, web_client

Run = Callable[..., Answered]


def token_of(chotu: Chotu, *scopes: str, **options: Any) -> str:
    return chotu.tokens().create("test", scopes, **options)[1]


@pytest.mark.anyio
@pytest.mark.parametrize("era", ERAS)
async def test_a_client_with_a_token_hears_of_a_new_tool_and_calls_it(
    served: Chotu, folder: Path, era: str
) -> None:
    token = token_of(served, "write")
    async with (
        over_http(served, folder) as (_, base),
        listening(base, era, token) as (client, news),
    ):
        await landed(folder, "shout")
        await news.until(lambda: news.count >= 1)
        assert structured(await client.call_tool("shout", {"text": "hi"})) == {"result": "HI"}


@pytest.mark.anyio
async def test_a_token_may_do_what_its_scopes_say(served: Chotu, folder: Path) -> None:
    land(folder, "shout")
    land(folder, "write_tool", permissions='write = ["text"]')
    async with over_http(served, folder) as (_, base):
        for era in ERAS:
            async with web_client(base, era, token_of(served, "read")) as client:
                assert not (await client.call_tool("shout", {"text": "a"})).is_error
                for name, given, scope in (
                    ("write_tool", {"text": "a.txt"}, "write"),
                    ("call_tool", {"name": "write_tool", "arguments": {"text": "a"}}, "write"),
                    ("learn", {"request": "count the words of a text"}, "learn"),
                    ("rollback", {"name": "shout"}, "learn"),
                ):
                    refused = await client.call_tool(name, given)
                    assert refused.is_error
                    assert f"this token may not {scope}" in said(refused)
        async with web_client(base, "auto", token_of(served, "learn")) as client:
            refused = await client.session.call_tool(
                "learn", {"request": "x"}, request_state="0" * 16
            )
            assert "this token may not approve" in said(refused)  # type: ignore[arg-type]


def posted(base: str, **headers: str) -> httpx2.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accepted = {"Accept": "application/json, text/event-stream", **headers}
    return httpx2.post(f"{base}/mcp", json=body, headers=accepted)


async def asked(function: Callable[..., httpx2.Response], *given: Any, **named: Any) -> Any:
    return await anyio.to_thread.run_sync(lambda: function(*given, **named))


@pytest.mark.anyio
async def test_nobody_comes_in_without_a_good_token_for_this_server(
    served: Chotu, folder: Path
) -> None:
    expired = token_of(served, "read", days=-1)
    revoked = token_of(served, "read")
    served.tokens().revoke(revoked.split("_")[1])
    async with over_http(served, folder) as (_, base):
        foreign = token_of(served, "read", audience="https://elsewhere.example/mcp")
        own = token_of(served, "read", audience=f"{base}/mcp")
        for bad in (
            "",
            "Bearer nonsense",
            "Basic x",
            *(f"Bearer {t}" for t in (expired, revoked, foreign)),
        ):
            answer = await asked(posted, base, **({"Authorization": bad} if bad else {}))
            assert answer.status_code == 401
            challenge = answer.headers["www-authenticate"]
            found = re.search(r'resource_metadata="([^"]+)"', challenge)
            assert found is not None
            metadata = (await asked(httpx2.get, found[1])).json()
            assert metadata["resource"] == f"{base}/mcp"
            assert metadata["scopes_supported"] == ["read", "write", "learn", "approve"]
        async with web_client(base, "auto", own) as client:
            assert (await client.list_tools()).tools
        (folder / ".chotu/tokens.json").write_text("{broken")
        answer = await asked(posted, base, Authorization=f"Bearer {own}")
        assert answer.status_code == 401
        with pytest.raises(ConfigurationError, match="make new tokens"):
            served.tokens().all()


@pytest.mark.anyio
async def test_foreign_hosts_and_origins_are_turned_away_at_every_path(
    served: Chotu, folder: Path
) -> None:
    token = token_of(served, "read")
    async with over_http(served, folder) as (_, base):
        for path in ("/", "/mcp", "/healthz", "/metrics"):
            get = lambda path=path, **headers: asked(httpx2.get, base + path, headers=headers)  # noqa: E731
            assert (await get(Host="evil.example")).status_code == 421
            assert (await get(Origin="http://evil.example")).status_code == 403
        good = {"Authorization": f"Bearer {token}", "Origin": base}
        answer = await asked(httpx2.get, f"{base}/metrics", headers=good)
        assert answer.status_code == 200


@pytest.mark.anyio
async def test_large_bodies_are_refused_before_they_are_read(
    served: Chotu, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_SERVING_MAX_ARGUMENTS", "1kB")
    token = token_of(served, "read")
    with sharing(served._shop.sandbox, folder) as limited:
        async with over_http(limited, folder) as (_, base):
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            answer = await asked(
                httpx2.post, f"{base}/mcp", content=b"x" * 10_000_000, headers=headers
            )
            assert answer.status_code == 413


@pytest.mark.anyio
async def test_health_is_open_and_metrics_count_without_naming_anything(
    served: Chotu, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    land(folder, "shout")
    caplog.set_level(logging.INFO, "chotu_bot.serving")
    token = token_of(served, "read")
    async with over_http(served, folder) as (_, base):
        health = (await asked(httpx2.get, f"{base}/healthz")).json()
        assert health["status"] == "ok"
        assert health["tools"] == 1
        assert (await asked(httpx2.get, f"{base}/metrics")).status_code == 401
        async with web_client(base, "auto", token) as client:
            await client.call_tool("shout", {"text": "a"})
            await client.call_tool("shout", {})
            with pytest.raises(MCPError):
                await client.call_tool("secret_name", {})
        await asked(httpx2.get, f"{base}/secret/path")
        headers = {"Authorization": f"Bearer {token}"}
        text = (await asked(httpx2.get, f"{base}/metrics", headers=headers)).text
    assert 'chotu_tool_call_seconds_count{kind="learned",outcome="ok"} 1.0' in text
    assert 'chotu_tool_call_seconds_count{kind="learned",outcome="error"} 1.0' in text
    assert 'chotu_tool_call_seconds_count{kind="learned",outcome="fault"} 1.0' in text
    assert 'chotu_http_requests_total{path="other",status="404"} 1.0' in text
    assert "chotu_tools 1.0" in text
    assert "chotu_tools_not_served 0.0" in text
    assert "secret" not in text
    assert f"by=token:{token.split('_')[1]}" in caplog.text
    assert token not in caplog.text


@pytest.mark.anyio
async def test_the_dashboard_is_shown_to_whom_a_token_lets_in(served: Chotu, folder: Path) -> None:
    land(folder, "shout")
    token = token_of(served, "read")
    async with over_http(served, folder) as (_, base):
        stranger = await asked(httpx2.get, f"{base}/")
        assert (stranger.status_code, stranger.text) == (401, "a token is needed")
        async with web_client(base, "auto", token) as client:
            await client.call_tool("shout", {"text": "a"})
        headers = {"Authorization": f"Bearer {token}"}
        shown = await asked(httpx2.get, f"{base}/", headers=headers)
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["content-security-policy"] == "frame-ancestors 'none'"
    page = parse(shown.text)
    assert "shout" in page.by_id("tools").words
    assert "shout 1.0.0" in page.by_id("landings").words
    assert [one for one in page.by_id("landings").all("a") if one.words == "evidence"] == []


@pytest.mark.anyio
async def test_too_many_requests_are_told_to_wait(
    served: Chotu, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_SERVING_REQUESTS_PER_MINUTE", "3")
    with sharing(served._shop.sandbox, folder) as limited:
        async with over_http(limited, folder, tokens=False) as (_, base):
            answers = [await asked(httpx2.get, f"{base}/healthz") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "20"


def test_a_bucket_fills_again_and_old_callers_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    limit = RateLimit(lambda *_: None, 60, lambda: now)  # type: ignore[arg-type]
    assert [limit._take("a") for _ in range(61)] == [True] * 60 + [False]
    now = 1.0
    assert limit._take("a")
    assert not limit._take("a")
    monkeypatch.setattr("chotu_bot.serving.http.doors._CALLERS", 2)
    for caller in ("b", "c"):
        assert limit._take(caller)
    assert "a" not in limit._buckets


@pytest.mark.anyio
async def test_without_tokens_a_process_of_this_machine_may_do_all_but_approve(
    served: Chotu, folder: Path
) -> None:
    land(folder, "shout")
    async with over_http(served, folder, tokens=False) as (_, base):
        for path in ("/", "/metrics"):
            assert (await asked(httpx2.get, base + path)).status_code == 200
        async with web_client(base, "legacy") as client:
            assert structured(await client.call_tool("shout", {"text": "a"})) == {"result": "A"}
            refused = await client.call_tool("learn", {"request": "hack the wifi"})
            assert "refused" in said(refused)


@pytest.mark.anyio
async def test_a_client_of_june_2025_is_answered_in_its_revision(
    served: Chotu, folder: Path
) -> None:
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "old", "version": "1"},
        },
    }
    headers = {"Accept": "application/json, text/event-stream"}
    async with over_http(served, folder, tokens=False) as (_, base):
        answer = await asked(httpx2.post, f"{base}/mcp", json=body, headers=headers)
    assert '"protocolVersion":"2025-06-18"' in answer.text.replace(" ", "")
    assert '"listChanged":true' in answer.text.replace(" ", "")


def test_tokens_are_shown_once_kept_as_hashes_and_taken_back(run: Run, folder: Path) -> None:
    made = run("token", "create", "--scope", "write", "--name", "laptop", "--json").json
    assert made["scopes"] == ["read", "write"]
    path = folder / ".chotu/tokens.json"
    assert made["token"] not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = run("token", "create", "--scope", "learn", "--days", "30")
    assert re.fullmatch(r"chotu_[0-9a-f]{8}_[\w-]{43}\n", again.out)
    listed = run("token", "list", "--json").json["tokens"]
    assert [one["scopes"] for one in listed] == [["read", "write"], ["read", "learn"]]
    assert all("hash" not in one and "token" not in one for one in listed)
    assert "laptop" in run("token", "list").out
    assert run("token", "revoke", made["id"]).out == f"revoked {made['id']}\n"
    assert run("token", "revoke", made["id"]).code == 9
    assert run("token", "create", "--scope", "everything").code == 2
    assert run("token", "create").code == 2
    assert run("token", "revoke", listed[1]["id"]).code == 0
    assert run("token", "list").out == "no tokens\n"


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1"),
        ("8765", "127.0.0.1", 8765, "127.0.0.1"),
        ("[::1]:0", "::1", 0, "[::1]"),
        ("localhost:1", "localhost", 1, "localhost"),
    ],
)
def test_an_address_is_host_and_port(text: str, host: str, port: int, shown: str) -> None:
    address = parse_address(text)
    assert (address.host, address.port, address.shown) == (host, port, shown)
    assert address.is_loopback


@pytest.mark.parametrize("text", ["", "host", "host:", "host:x", ":1", "127.0.0.1:70000"])
def test_anything_else_is_no_address(text: str) -> None:
    with pytest.raises(UsageError, match="--http takes host:port"):
        parse_address(text)


def test_what_others_can_reach_needs_a_name_and_what_is_taken_is_said() -> None:
    wide = parse_address("0.0.0.0:1")
    assert not wide.is_loopback
    assert not parse_address("tools.example:1").is_loopback
    with pytest.raises(ConfigurationError, match=r"\[serving\] hosts"):
        names(wide, 1, ())
    assert names(wide, 1, ("tools.example:443",)) == {"tools.example:443"}
    assert "localhost:1" in names(parse_address("1"), 1, ())
    with bind(Address(host="127.0.0.1", port=0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match="cannot listen at"):
            bind(Address(host="127.0.0.1", port=port))


@pytest.mark.anyio
async def test_who_comes_early_waits_in_line_and_no_answer_is_held_back() -> None:
    """The port is open before anybody accepts, and asyncio switches Nagle's delay off."""
    at_once: list[int] = []

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        at_once.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.write(b"!")
        writer.close()

    with bind(Address(host="127.0.0.1", port=0)) as listener:
        async with (
            await anyio.connect_tcp(*listener.getsockname()) as early,
            await asyncio.start_server(answer, sock=listener),
        ):
            with anyio.fail_after(10):
                assert await early.receive() == b"!"
    assert at_once == [1]


def test_without_tokens_is_for_this_machine_alone(run: Run) -> None:
    refused = run("serve", "--http", "0.0.0.0:0", "--without-tokens")
    assert refused.code == 2
    assert "for 127.0.0.1 alone" in refused.err


def test_a_server_ends_well_when_it_is_told_to(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "chotu_bot", "serve", "-C", folder, "--http", "127.0.0.1:0"],
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stderr:
        lines.append(line)
        if found := re.search(r"serving at (http://\S+)/mcp", line):
            break
    assert "no token yet" in "".join(lines)
    assert found is not None
    health = httpx2.get(f"{found[1]}/healthz")
    assert json.loads(health.text)["status"] == "ok"
    process.send_signal(signal.SIGTERM)
    rest = process.stderr.read()
    assert process.wait(timeout=30) == 0
    process.stderr.close()
    assert "stopping on signal 15" in rest
    assert "stopped" in rest
    assert "Traceback" not in rest
