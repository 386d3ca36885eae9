"""Tools as clients see them: the definition, computed from the registry's record."""

from collections.abc import Mapping
from typing import Any

from mcp import types

from chotu_bot.domain.contract import Permissions, Risk
from chotu_bot.domain.shapes import Json
from chotu_bot.registry import Record

_LONGEST = 200
_HARMLESS = frozenset({Risk.PURE, Risk.READ, Risk.SYSTEM})


def reads_only(permissions: Permissions) -> bool:
    """Whether a tool with these permissions changes nothing."""
    return permissions.risk in _HARMLESS


def annotations(permissions: Permissions) -> types.ToolAnnotations:
    """The hints, from what the sandbox lets the tool do and from nothing that anybody claims."""
    harmless = reads_only(permissions)
    return types.ToolAnnotations(
        read_only_hint=harmless,
        destructive_hint=bool(permissions.write or permissions.run or permissions.env),
        idempotent_hint=harmless,
        open_world_hint=bool(permissions.net or permissions.run or permissions.env),
    )


def describe(record: Record) -> str:
    """One line of at most 200 letters, from a fixed template."""
    tail = f" [learned tool; risk: {record.risk.value}]"
    summary = " ".join(record.summary.split())
    room = _LONGEST - len(tail)
    return (summary if len(summary) <= room else summary[: room - 1] + "…") + tail


def result_schema(record: Record) -> dict[str, Any]:
    """The schema of ``structuredContent``: an object in every revision of the protocol."""
    return {
        "type": "object",
        "properties": {
            "result": dict(record.result),
            "written": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Files that were put in place.",
            },
        },
        "required": ["result"],
        "additionalProperties": False,
    }


def definition(record: Record) -> types.Tool:
    """The whole definition, with the digest that the approval is bound to."""
    return types.Tool(
        name=record.name,
        description=describe(record),
        input_schema=dict(record.parameters),
        output_schema=result_schema(record),
        annotations=annotations(record.permissions),
        _meta={
            "chotu-bot/version": record.version,
            "chotu-bot/risk": record.risk.value,
            "chotu-bot/permissions": record.permissions.to_json(),
            "chotu-bot/approval": record.digests["approval"],
        },
    )


def wire(tool: types.Tool) -> dict[str, Json]:
    """A definition as ``tools/list`` would send it."""
    return tool.model_dump(by_alias=True, mode="json", exclude_none=True)


def example_call(record: Record) -> dict[str, Json]:
    """How to call the tool now, listed or not, with an example's arguments where there is one."""
    given: Mapping[str, Json] = record.examples[0] if record.examples else {}
    arguments = given.get("arguments", {}) if not given.get("files") else {}
    return {"name": "call_tool", "arguments": {"name": record.name, "arguments": arguments}}
