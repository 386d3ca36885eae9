"""Built-ins that look: ``search_tools`` and ``describe_tool``."""

from collections.abc import Mapping

import anyio.to_thread
from mcp import types

from chotu_bot.domain.shapes import Json
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.builtin import LOOKS, NAME, TEXT, BuiltIn, Reply, built_in
from chotu_bot.serving.definitions import definition, example_call, wire
from chotu_bot.serving.results import answered, document
from chotu_bot.serving.visit import Visit

_HITS = 5
_MOST_HITS = 20


class Looking:
    """Search and description."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def built_ins(self) -> tuple[BuiltIn, ...]:
        """Both."""
        limit = {"type": "integer", "minimum": 1, "maximum": _MOST_HITS, "default": _HITS}
        hits = {"type": "array", "items": {"type": "object"}}
        return (
            built_in(
                "search_tools",
                "Find learned tools by what they do, best first, listed or not. Where nothing "
                "fits, learn makes one.",
                self._search,
                properties={"query": TEXT, "limit": limit},
                required=("query",),
                result={"type": "object", "properties": {"hits": hits}, "required": ["hits"]},
                hints=LOOKS,
                scope="read",
            ),
            built_in(
                "describe_tool",
                "Everything about one learned tool: definition, schemas, permissions, examples, "
                "how sure it is, how to call it.",
                self._describe,
                properties={"name": NAME},
                required=("name",),
                result={
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "definition": {"type": "object"}},
                    "required": ["name", "definition"],
                },
                hints=LOOKS,
                scope="read",
            ),
        )

    async def _search(self, _: Visit, arguments: Mapping[str, Json]) -> Reply:
        limit = arguments.get("limit")
        wanted = limit if isinstance(limit, int) else _HITS
        return await anyio.to_thread.run_sync(self._found, str(arguments["query"]), wanted)

    def _found(self, query: str, limit: int) -> types.CallToolResult:
        entries = self._bot.catalog.shelf.entries
        hits: list[Json] = [
            document(
                {
                    "name": row.name,
                    "summary": row.summary,
                    "signature": row.signature,
                    "risk": row.risk.value,
                    "score": round(score, 3),
                }
            )
            for row, score in self._bot.search(query, limit)
            if row.name in entries
        ]
        value: dict[str, Json] = {"hits": hits}
        if not hits:
            value["advice"] = "no tool does this yet; call learn with the request"
        return answered(value)

    async def _describe(self, _: Visit, arguments: Mapping[str, Json]) -> Reply:
        return await anyio.to_thread.run_sync(self._described, str(arguments["name"]))

    def _described(self, name: str) -> types.CallToolResult:
        record = self._bot.served(name).record
        problem = self._bot.catalog.shelf.problems.get(name, "")
        value: dict[str, Json] = {
            "name": record.name,
            "version": record.version,
            "definition": wire(definition(record)),
            "signature": record.signature,
            "category": record.category,
            "permissions": record.permissions.to_json(),
            "risk": record.risk.value,
            "confidence": record.confidence,
            "created": record.created,
            "examples": [dict(one) for one in record.examples],
            "call_now": example_call(record),
        }
        if problem:
            value["newer_version_not_served"] = problem
        return answered(document(value))
