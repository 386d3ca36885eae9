"""The life of a tool over MCP: retired, pinned, or doing badly, as on the command line."""

from pathlib import Path

import anyio.to_thread
import pytest
from mcp import types
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from chotu_bot import Chotu
from chotu_bot.app.standing import Standing
from chotu_bot.journal.journal import Event
from sample_tools import candidate_of, evidence_of, lineage_of
from served import client_of, listening, said, serving, structured

pytestmark = pytest.mark.anyio

GOOD = "return text.upper()"
BAD = "return text.upper() * (1 // (times - 1))"


def land(chotu: Chotu, version: str, body: str, summary: str = "Make text louder.") -> None:
    """A version of a tool, as if it had come through the gate."""
    before = chotu._shop.registry.record("shout")
    candidate = candidate_of("shout", version=version, body=body, summary=summary)
    evidence = evidence_of(candidate, lineage=lineage_of(before))
    chotu._shop.publisher.publish(candidate, evidence)


async def fail(client: Client, times: int = 10) -> None:
    for _ in range(times):
        result = await client.call_tool("shout", {"text": "a"})
        assert said(result).startswith("ZeroDivisionError")


async def listed(client: Client) -> dict[str, types.Tool]:
    return {one.name: one for one in (await client.list_tools()).tools}


async def test_a_retired_tool_is_neither_listed_nor_completed_nor_called_and_clients_are_told(
    served: Chotu, folder: Path
) -> None:
    land(served, "1.0.0", GOOD)
    reference = types.ResourceTemplateReference(uri="chotu://tools/{name}/source")
    async with serving(served, folder) as server, listening(server, "auto") as (client, news):
        assert "shout" in await listed(client)
        await anyio.to_thread.run_sync(served.retire, "shout", "too loud")
        await news.until(lambda: news.count == 1)
        assert "shout" not in await listed(client)
        found = await client.complete(reference, {"name": "name", "value": "s"})
        assert found.completion.values == []
        with pytest.raises(MCPError, match="Unknown tool: shout"):
            await client.call_tool("shout", {"text": "a"})
        for name in ("call_tool", "call_readonly_tool", "describe_tool"):
            refused = await client.call_tool(name, {"name": "shout"})
            assert refused.is_error
            assert "too loud; bring it back with: chotu-bot unretire shout" in said(refused)
        await anyio.to_thread.run_sync(served.unretire, "shout")
        await news.until(lambda: news.count == 2)
        assert "shout" in await listed(client)
        assert structured(await client.call_tool("shout", {"text": "a"})) == {"result": "A"}


async def test_while_a_version_does_badly_the_last_good_one_is_listed_and_called(
    served: Chotu, folder: Path
) -> None:
    land(served, "1.0.0", GOOD)
    land(served, "1.1.0", BAD, summary="Make text louder still.")
    async with serving(served, folder) as server, listening(server, "auto") as (client, news):
        assert str((await listed(client))["shout"].description).startswith("Make text louder still")
        await fail(client)
        assert structured(await client.call_tool("shout", {"text": "a"})) == {"result": "A"}
        await news.until(lambda: news.count == 1)
        shown = (await listed(client))["shout"]
        assert str(shown.description).startswith("Make text louder. ")
        assert (shown.meta or {})["chotu-bot/version"] == "1.0.0"
        told = structured(await client.call_tool("describe_tool", {"name": "shout"}))
        assert told["version"] == "1.0.0"


async def test_a_quarantined_tool_with_nothing_before_it_is_refused_and_not_listed(
    served: Chotu, folder: Path
) -> None:
    land(served, "1.0.0", BAD)
    async with serving(served, folder) as server, listening(server, "auto") as (client, news):
        await fail(client, times=1)
        await fail(client, times=9)
        refused = await client.call_tool("shout", {"text": "a", "times": 2})
        assert refused.is_error
        assert "quarantined: 0 of 10 calls returned" in said(refused)
        await news.until(lambda: news.count == 1)
        assert "shout" not in await listed(client)
        await anyio.to_thread.run_sync(served.pin, "shout", "we know")
        await news.until(lambda: news.count == 2)
        result = await client.call_tool("shout", {"text": "a", "times": 2})
        assert structured(result) == {"result": "A"}


async def test_a_pinned_version_serves_and_is_listed_first_until_it_is_unpinned(
    served: Chotu, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_SERVING_EXPOSE", "pinned")
    land(served, "1.0.0", GOOD)
    land(served, "1.1.0", "return text.lower()")
    served.pin("shout@1.0.0")
    with Chotu.open(folder) as opened:
        opened._shop.__dict__["sandbox"] = served._shop.sandbox
        async with serving(opened, folder) as server, client_of(server, "auto") as client:
            meta = (await listed(client))["shout"].meta or {}
            assert meta["chotu-bot/version"] == "1.0.0"
            assert structured(await client.call_tool("shout", {"text": "a"})) == {"result": "A"}
            await anyio.to_thread.run_sync(opened.unpin, "shout")
            await anyio.to_thread.run_sync(server._watch.look)
            assert "shout" not in await listed(client)
            assert structured(await client.call_tool("shout", {"text": "A"})) == {"result": "a"}


def test_the_figures_are_read_again_after_a_second_and_after_every_failure(
    served: Chotu, folder: Path
) -> None:
    land(served, "1.0.0", GOOD)
    land(served, "1.1.0", BAD)
    catalog = served.service(folder).catalog
    catalog.refresh()
    now = 0.0
    standing = Standing(served.life, catalog, lambda: now)
    assert standing.served("shout").record.version == "1.1.0"
    source = catalog.served("shout").record.digests["tool"]

    def calls(outcome: str, number: int) -> None:
        """As another process would have them written."""
        facts = {"version": "1.1.0", "source": source, "seconds": 0.1, "error": "ZeroDivisionError"}
        for _ in range(number):
            served._shop.journal.write(
                Event(kind="call", outcome=outcome, tool="shout", facts=facts)
            )

    calls("failed", 10)
    assert standing.served("shout").record.version == "1.1.0"
    now = 1.0
    assert standing.served("shout").record.version == "1.0.0"
    assert standing.turns == 1
    calls("returned", 40)
    assert standing.served("shout").record.version == "1.0.0"
    standing.forget("shout")
    assert standing.served("shout").record.version == "1.1.0"
    assert standing.turns == 2
