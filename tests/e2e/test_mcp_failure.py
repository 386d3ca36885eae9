"""Failures reported over MCP: whose fault it was, what comes of it, and what is never read."""

from pathlib import Path
from typing import Any

import pytest
from mcp import types

from chotu_bot import Chotu
from chotu_bot.domain.contract import Permissions
from initials import CALL, FAILING, INITIALS, RIGHT, SIBLINGS, TESTS
from landed import land
from scripted_endpoint import Reply, Say, ScriptedEndpoint, code_reply
from served import client_of, said, serving, sharing, structured

pytestmark = pytest.mark.anyio

FORESEEN = f"{FAILING}\n\n{SIBLINGS}"
REPORT = {
    "tool": "initials",
    "error": "IndexError: string index out of range",
    "intent": "greet Ada",
    "arguments": CALL,
}
FIRST_LINE = '''
from pathlib import Path


def first_line(path: str) -> str:
    """Take the first line of a file."""
    return Path(path).read_text().splitlines()[0]
'''


async def agrees(_: Any, __: Any) -> types.ElicitResult:
    return types.ElicitResult(action="accept", content={"approve": True})


@pytest.fixture
def planted(served: Chotu) -> str:
    return land(served, INITIALS, TESTS, request="take the initials of a name")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> ScriptedEndpoint:
    replies: dict[str, list[Reply]] = {
        "contract": [Say(code_reply(FORESEEN))],
        "code": [Say(code_reply(RIGHT))],
    }
    endpoint = ScriptedEndpoint(replies)  # type: ignore[arg-type]
    monkeypatch.setenv("CHOTU_GPT_BASE_URL", endpoint.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0123456789")
    return endpoint


async def test_a_reported_failure_becomes_a_version_that_a_person_lands_at_the_client(
    served: Chotu, folder: Path, planted: str, model: ScriptedEndpoint
) -> None:
    with model, sharing(served._shop.sandbox, folder) as modelled:
        async with (
            serving(modelled, folder) as server,
            client_of(server, "auto", elicitation_callback=agrees) as client,
        ):
            answer = structured(await client.call_tool("handle_tool_failure", REPORT))
            assert answer["status"] == "landed", answer
            assert answer["definition"]["_meta"]["chotu-bot/version"] == "1.0.1"
            assert structured(await client.call_tool(planted, CALL)) == {"result": "AL"}
            await client.call_tool("rollback", {"name": planted})
            assert (await client.call_tool(planted, CALL)).is_error


async def test_a_failed_call_of_a_client_starts_the_mending_by_itself(
    served: Chotu, folder: Path, planted: str, model: ScriptedEndpoint
) -> None:
    with model, sharing(served._shop.sandbox, folder) as modelled:
        async with serving(modelled, folder) as server, client_of(server, "auto") as client:
            failed = await client.call_tool(planted, CALL)
            assert said(failed) == "IndexError: string index out of range"
            misfit = await client.call_tool(planted, {"nam": "Ada"})
            assert "Call it as initials(name: str) -> str" in said(misfit)
        assert [one.name for one in modelled.proposals()] == [planted]
        failures = list(modelled._shop.journal.events(kind="failure"))
        assert [(one.outcome, one.facts["learning"]) for one in failures] == [("tool", "started")]


async def test_without_a_model_the_agent_is_told_to_mend_it_itself(
    served: Chotu, folder: Path
) -> None:
    land(served, INITIALS, TESTS)
    async with serving(served, folder) as server, client_of(server, "auto") as client:
        result = await client.call_tool("handle_tool_failure", REPORT)
        assert result.is_error
        assert result.structured_content is not None
        assert result.structured_content["status"] == "no_generator"
        assert "submit_tool" in result.structured_content["advice"]
        caller = {**REPORT, "arguments": {"nam": "Ada"}}
        told = structured(await client.call_tool("handle_tool_failure", caller))
        assert (told["status"], told["cause"]) == ("diagnosed", "caller")
        unknown = {**REPORT, "tool": "nothing", "intent": "count the words of a text"}
        learned = structured(await client.call_tool("handle_tool_failure", unknown))
        assert learned["status"] == "landed"
        assert learned["tool"]["name"] == "nothing"


async def test_a_report_reads_nothing_that_its_client_could_not_have_called_for(
    served: Chotu, folder: Path, tmp_path: Path
) -> None:
    land(served, FIRST_LINE, permissions=Permissions(read=("path",)))
    secret = tmp_path / "secret.txt"
    secret.write_text("")
    (folder / "empty.txt").write_text("")
    report = {"tool": "first_line", "error": "IndexError: list index", "intent": "look at it"}
    async with serving(served, folder) as server, client_of(server, "auto") as client:
        outside = {**report, "arguments": {"path": str(secret)}}
        told = structured(await client.call_tool("handle_tool_failure", outside))
        assert told["status"] == "diagnosed"
        assert "is outside the folders that clients may use" in told["why"]
        inside = {**report, "arguments": {"path": "empty.txt"}}
        result = await client.call_tool("handle_tool_failure", inside)
        assert result.structured_content is not None
        assert result.structured_content["status"] == "no_generator"
