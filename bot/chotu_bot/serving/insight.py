"""Built-ins that tell how it goes: ``stats``, ``health`` and ``suggest``."""

from collections.abc import Mapping

import anyio.to_thread
from mcp import types

from chotu_bot.domain.shapes import Json
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.builtin import FREE, LOOKS, NAME, BuiltIn, Reply, built_in
from chotu_bot.serving.results import answered, document
from chotu_bot.serving.visit import Visit

MOST = 50
"""Tools or suggestions that are told at once; of tools, those that are called most."""


class Insight:
    """What ``chotu-bot stats``, ``health`` and ``suggest`` print as JSON."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def built_ins(self) -> tuple[BuiltIn, ...]:
        """All three."""
        found = {"type": "array", "items": {"type": "object"}}
        return (
            built_in(
                "stats",
                "Success rates, times, states and costs of the learned tools, or of one.",
                self._stats,
                properties={"name": NAME},
                required=(),
                result=FREE,
                hints=LOOKS,
                scope="read",
            ),
            built_in(
                "health",
                "The health score, from 0 to 100, or null where nothing was called or learned "
                "yet, and what it is made of.",
                self._health,
                properties={},
                required=(),
                result={
                    "type": "object",
                    "properties": {"health": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
                    "required": ["health"],
                },
                hints=LOOKS,
                scope="read",
            ),
            built_in(
                "suggest",
                "What could be learned, mended or retired, with the reason and the command for "
                "each; what was asked for in vain comes first.",
                self._suggest,
                properties={},
                required=(),
                result={
                    "type": "object",
                    "properties": {"suggestions": found},
                    "required": ["suggestions"],
                },
                hints=LOOKS,
                scope="read",
            ),
        )

    async def _stats(self, _: Visit, arguments: Mapping[str, Json]) -> Reply:
        name = arguments.get("name")
        return await anyio.to_thread.run_sync(self._told, name if isinstance(name, str) else None)

    def _told(self, name: str | None) -> types.CallToolResult:
        from chotu_bot.monitoring.documents import figures_json, tool_json

        figures = self._bot.figures(name)
        if name is not None:
            return answered(document(tool_json(figures.tools[0])))
        value = figures_json(figures)
        tools = sorted(figures.tools, key=lambda one: (-one.calls, one.subject.name))
        value["tools"] = [tool_json(one) for one in tools[:MOST]]
        value["more_tools"] = max(0, len(tools) - MOST)
        return answered(document(value))

    async def _health(self, _: Visit, __: Mapping[str, Json]) -> Reply:
        return await anyio.to_thread.run_sync(self._how_healthy)

    def _how_healthy(self) -> types.CallToolResult:
        from chotu_bot.monitoring.documents import totals_json

        return answered(document(totals_json(self._bot.figures(None).totals)))

    async def _suggest(self, _: Visit, __: Mapping[str, Json]) -> Reply:
        return await anyio.to_thread.run_sync(self._suggested)

    def _suggested(self) -> types.CallToolResult:
        from chotu_bot.monitoring.documents import suggestion_json

        found = self._bot.suggestions()
        shown: list[Json] = [suggestion_json(one) for one in found[:MOST]]
        more = max(0, len(found) - MOST)
        return answered(document({"suggestions": shown, "more_suggestions": more}))
