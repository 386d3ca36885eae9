"""Results as clients are sent them: text and structure that say the same, within a size."""

import json
from collections.abc import Mapping
from typing import Any

from mcp import types

from chotu_bot.calling.call import CallResult, Failed
from chotu_bot.domain.shapes import Json
from chotu_bot.serving.texts import harmless, harmless_json


def answered(value: Mapping[str, Json], *, is_error: bool = False) -> types.CallToolResult:
    """One JSON object, as text and as structure."""
    return types.CallToolResult(
        content=[types.TextContent(text=json.dumps(value, ensure_ascii=False))],
        structured_content=dict(value),
        is_error=is_error,
    )


def refused(message: str) -> types.CallToolResult:
    """A call that could not be made, in words for whoever made it."""
    return types.CallToolResult(content=[types.TextContent(text=message)], is_error=True)


def of_call(result: CallResult, most_bytes: int) -> types.CallToolResult:
    """What a learned tool gave; what it failed with is quoted, never passed through."""
    if isinstance(result, Failed):
        return refused(f"{harmless(result.error, 100)}: {harmless(result.message)}")
    value: dict[str, Json] = {"result": result.result}
    if result.written:
        value["written"] = [str(path) for path in result.written]
    text = result.result if isinstance(result.result, str) else _dump(result.result)
    size = len(_dump(value).encode())
    if size > most_bytes:
        return refused(
            f"the result has {size} bytes, and a client is sent {most_bytes} at most "
            "([serving] max_result); have the tool write a file, or ask for less"
        )
    return types.CallToolResult(content=[types.TextContent(text=text)], structured_content=value)


def document(value: Mapping[str, Json]) -> dict[str, Json]:
    """``value`` with every text in it made harmless."""
    made: Any = harmless_json(dict(value))
    return dict(made)


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
