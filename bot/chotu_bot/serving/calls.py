"""Calling learned tools for a client: checked, confined, cut to size, ended when nobody waits."""

import functools
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from mcp import types

from chotu_bot.calling.following import Served
from chotu_bot.domain.shapes import Json
from chotu_bot.sandbox.contract import Cancellation
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.builtin import FREE, LOOKS, NAME, WORST, BuiltIn, Reply, built_in
from chotu_bot.serving.definitions import reads_only, result_schema
from chotu_bot.serving.results import of_call, refused
from chotu_bot.serving.texts import harmless
from chotu_bot.serving.visit import Visit

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_MISFITS = 5


class Calls:
    """Calls of learned tools, so many at once as the machine bears."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._room = anyio.CapacityLimiter(4 * (os.cpu_count() or 1))

    def built_ins(self) -> tuple[BuiltIn, ...]:
        """The ways to call a tool that is not listed."""
        of_tool = functools.partial(
            built_in,
            properties={"name": NAME, "arguments": FREE},
            required=("name",),
            result=FREE,
            scope="read",
        )
        return (
            of_tool(
                "call_tool",
                "Call any learned tool by name, listed or not. It may write, run or connect "
                "where that tool's permissions say so.",
                self._call_tool,
                hints=WORST,
            ),
            of_tool(
                "call_readonly_tool",
                "Call a learned tool by name, if all it does is compute or read; others are "
                "refused.",
                self._call_readonly_tool,
                hints=LOOKS,
            ),
        )

    async def call(
        self,
        visit: Visit,
        name: str,
        arguments: Mapping[str, Json],
        *,
        readonly: bool = False,
    ) -> types.CallToolResult:
        """Call ``name``; a client that goes away, or cancels, ends every process of the call.

        Raises:
            NotFoundError: when there is no such tool.
            UnfitToolError: when its bytes are not what was approved.
            ToolFailedError: when it is quarantined and nothing can serve instead.
        """
        cancellation = Cancellation()

        def work() -> types.CallToolResult:
            served = self._bot.served(name)
            reason = _objection(visit, served, readonly=readonly)
            if reason is not None:
                return refused(reason)
            return self._checked(served, arguments, cancellation)

        try:
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._room)
        except anyio.get_cancelled_exc_class():
            cancellation.cancel()
            raise

    def _checked(
        self, served: Served, arguments: Mapping[str, Json], cancellation: Cancellation
    ) -> types.CallToolResult:
        reason = misfits(served.record.parameters, arguments)
        if reason is not None:
            return refused(f"{reason}. Call it as {served.record.signature}")
        result = self._bot.call(served, arguments, cancellation)
        reply = of_call(result, self._bot.settings.max_result)
        if reply.is_error:
            return reply
        schema = result_schema(served.record)
        wrong = misfits(schema, reply.structured_content)
        return reply if wrong is None else refused(f"the tool's result is wrong: {wrong}")

    async def _call_tool(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        return await self._named(visit, arguments, readonly=False)

    async def _call_readonly_tool(self, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
        return await self._named(visit, arguments, readonly=True)

    async def _named(
        self, visit: Visit, arguments: Mapping[str, Json], *, readonly: bool
    ) -> types.CallToolResult:
        given: Any = arguments.get("arguments", {})
        return await self.call(visit, str(arguments["name"]), given, readonly=readonly)


def _objection(visit: Visit, served: Served, *, readonly: bool) -> str | None:
    """Why this client may not make this call."""
    if reads_only(served.record.permissions):
        return visit.lacks("read")
    if readonly:
        return (
            f"{served.record.name} may {served.record.risk.value}; "
            "call_readonly_tool calls only what computes or reads. See call_tool"
        )
    return visit.lacks("write")


def too_large(arguments: Mapping[str, Json], most_bytes: int) -> str | None:
    """Why arguments are not looked at."""
    size = len(json.dumps(arguments, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size <= most_bytes:
        return None
    return f"the arguments have {size} bytes; {most_bytes} are taken ([serving] max_arguments)"


@functools.lru_cache(maxsize=4096)
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema))


def misfits(schema: Mapping[str, Any], value: Any) -> str | None:
    """In what ``value`` does not fit ``schema``, in words; None when it fits.

    Args:
        schema: JSON Schema, draft 2020-12.
        value: what was given.
    """
    errors = _validator(json.dumps(schema)).iter_errors(value)
    found = [
        f"{'.'.join(map(str, one.absolute_path)) or 'arguments'}: {one.message[:200]}"
        for _, one in zip(range(_MISFITS), errors, strict=False)
    ]
    return harmless("; ".join(found)) if found else None
