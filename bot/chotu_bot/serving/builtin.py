"""What a built-in tool is made of."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mcp import types

from chotu_bot.domain.shapes import Json
from chotu_bot.serving.visit import Scope, Visit

Reply: TypeAlias = types.CallToolResult | types.InputRequiredResult
Handle: TypeAlias = Callable[[Visit, Mapping[str, Json]], Awaitable[Reply]]

LOOKS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
ADDS = types.ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True
)
WORST = types.ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=True
)
TAKES_BACK = types.ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False
)

TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 2_000}
NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,47}$"}
FREE: dict[str, Any] = {"type": "object"}
STATUS: dict[str, Any] = {
    "type": "object",
    "properties": {"status": {"type": "string"}},
    "required": ["status"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltIn:
    """A tool that the server itself offers."""

    tool: types.Tool
    scope: Scope
    handle: Handle


def built_in(  # noqa: PLR0913 - one line of a table
    name: str,
    description: str,
    handle: Handle,
    *,
    properties: Mapping[str, Any],
    required: tuple[str, ...],
    result: Mapping[str, Any],
    hints: types.ToolAnnotations,
    scope: Scope,
) -> BuiltIn:
    """One line of the table of built-ins."""
    schema: dict[str, Any] = {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
    tool = types.Tool(
        name=name,
        description=description,
        input_schema=schema,
        output_schema=dict(result),
        annotations=hints,
    )
    return BuiltIn(tool=tool, scope=scope, handle=handle)
