"""docs/agent-session.md, held against the server."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import types

from chotu_bot import Chotu
from served import client_of, said, serving

PAGE = Path(__file__).parents[2] / "docs" / "agent-session.md"
CALL = re.compile(
    r"call `(\w+)`\n```json\n(.*?)```\n(?:\n[^`]*?`[^#]*?\n\n)?(answer|error)\n```\w+\n(.*?)```",
    re.DOTALL,
)


def blocks(text: str) -> dict[str, str]:
    """The files that the agent writes, by name."""
    return dict(re.findall(r"```python (\w+)\n(.*?)```", text, re.DOTALL))


def require_within(wanted: Any, found: Any, where: str = "answer") -> None:
    """What the page shows must be in what was answered."""
    if isinstance(wanted, Mapping):
        for key, value in wanted.items():
            assert key in found, f"{where} has no {key}: {found}"
            require_within(value, found[key], f"{where}.{key}")
    else:
        assert wanted == found, where


@pytest.mark.anyio
async def test_the_session_in_the_documentation_goes_as_it_is_told(
    served: Chotu, folder: Path
) -> None:
    text = PAGE.read_text("utf-8")
    files = {f"<{name}>": content for name, content in blocks(text).items()}
    steps = CALL.findall(text)
    assert len(steps) == text.count("\ncall `") == 14

    async def person(_: Any, __: Any) -> types.ElicitResult:
        return types.ElicitResult(action="accept", content={"approve": True})

    async with (
        serving(served, folder) as server,
        client_of(server, "auto", elicitation_callback=person) as client,
    ):
        for name, given, kind, shown in steps:
            arguments = {
                key: files.get(value, value) if isinstance(value, str) else value
                for key, value in json.loads(given).items()
            }
            result = await client.call_tool(name, arguments)
            assert result.is_error is (kind == "error"), said(result)
            if kind == "error" and not shown.startswith("{"):
                assert shown.strip() in said(result)
            else:
                require_within(json.loads(shown), result.structured_content)
