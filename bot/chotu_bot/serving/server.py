"""The MCP server: low-level handlers over the built-ins and the catalogue, for both eras."""

import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from importlib.metadata import version
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp import types
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.models import InitializationOptions
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError

from chotu_bot.calling.following import UnfitToolError
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import CallCancelledError, ChotuError, NotFoundError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.broadcast import Broadcast, connection_of
from chotu_bot.serving.builtin import BuiltIn, Reply
from chotu_bot.serving.calls import Calls, misfits, too_large
from chotu_bot.serving.completion import Completion
from chotu_bot.serving.faults import fault, log
from chotu_bot.serving.insight import Insight
from chotu_bot.serving.job_tools import JobTools
from chotu_bot.serving.jobs import Jobs
from chotu_bot.serving.learning import Learning
from chotu_bot.serving.listing import Listing
from chotu_bot.serving.looking import Looking
from chotu_bot.serving.prompts import Prompts
from chotu_bot.serving.resources import Resources
from chotu_bot.serving.results import refused
from chotu_bot.serving.texts import harmless
from chotu_bot.serving.visit import ALL, Visit
from chotu_bot.serving.watch import Watch

Context = ServerRequestContext[Any, Any]
Scopes = Callable[[Context], frozenset[str]]
Observe = Callable[[str, str, float], None]
T = TypeVar("T")

INSTRUCTIONS = (
    "Tools that write themselves. Look with search_tools; where nothing fits, call learn with the "
    "request: it answers with the definition of a tested tool. Call any tool by name, or with "
    "call_tool where your list does not show it yet."
)
_LIST_FRESH_MS = 1_000
_LISTING_SECONDS = 0.5


class ChotuServer(Server[dict[str, Any]]):
    """The SDK's server, which tells clients of the earlier protocol that lists change."""

    def create_initialization_options(
        self,
        notification_options: NotificationOptions | None = None,
        experimental_capabilities: dict[str, dict[str, Any]] | None = None,
        extensions: dict[str, dict[str, Any]] | None = None,
    ) -> InitializationOptions:
        """Clients told ``listChanged: false``, the SDK's default, would ignore the news."""
        return super().create_initialization_options(
            notification_options or NotificationOptions(True, True, True),
            experimental_capabilities,
            extensions,
        )


class McpServer:
    """One repository of tools, served over MCP. Use it inside ``running``.

    Args:
        bot: the repository.
        scopes: what the client of a request may do; over stdio everything.
        observe: told of each call: kind, outcome, seconds.
    """

    def __init__(
        self, bot: Bot, scopes: Scopes = lambda _: ALL, observe: Observe = lambda *_: None
    ) -> None:
        self._bot = bot
        self._scopes = scopes
        self._observe = observe
        self._broadcast = Broadcast()
        self._watch = Watch(bot, self._broadcast)
        self._jobs = Jobs(bot)
        self._calls = Calls(bot)
        self._resources = Resources(bot, self._jobs)
        self._completion = Completion(bot)
        offered = (
            *Learning(bot, self._jobs, self._watch).built_ins(),
            *Looking(bot).built_ins(),
            *Insight(bot).built_ins(),
            *self._calls.built_ins(),
            *JobTools(self._jobs).built_ins(),
        )
        self._built_ins: Mapping[str, BuiltIn] = {one.tool.name: one for one in offered}
        self._listing = Listing(bot, [one.tool for one in offered])
        self.listen = ListenHandler(self._broadcast.bus)
        self.protocol = self._server()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The catalogue is loaded and followed, and jobs run, while this is open."""
        await anyio.to_thread.run_sync(self._bot.begin)
        async with anyio.create_task_group() as group:
            self._jobs.open(group)
            group.start_soon(self._watch.run)
            group.start_soon(self._broadcast.run)
            group.start_soon(self._warm_up)
            try:
                yield
            finally:
                self.listen.close()
                self._jobs.close()
                group.cancel_scope.cancel()

    async def _warm_up(self) -> None:
        try:
            await anyio.to_thread.run_sync(self._bot.warm_up)
            # A client lists first and searches then; so is the time shared out.
            await anyio.sleep(_LISTING_SECONDS)
            await anyio.to_thread.run_sync(self._bot.read_ahead)
            # Imports the validator, which would hold up whoever calls first.
            await anyio.to_thread.run_sync(misfits, {}, {})
        except ChotuError as error:
            # Whoever calls or searches is told the same, and what to do.
            log.warning("warming up: %s", error)

    def _server(self) -> ChotuServer:
        hint = CacheHint(ttl_ms=_LIST_FRESH_MS, scope="private")
        server = ChotuServer(
            "chotu",
            version=version("chotu-bot"),
            title="chotu-bot",
            instructions=INSTRUCTIONS,
            cache_hints={
                "tools/list": hint,
                "resources/list": hint,
                "resources/templates/list": hint,
                "resources/read": CacheHint(),
                "prompts/list": hint,
                "server/discover": hint,
            },
            get_tool_input_schema=self._input_schema,
            on_list_tools=_guarded("tools/list", self._list_tools),
            on_call_tool=_guarded("tools/call", self._call_tool),
            on_list_resources=_guarded("resources/list", self._resources.list),
            on_list_resource_templates=_guarded(
                "resources/templates/list", self._resources.templates
            ),
            on_read_resource=_guarded("resources/read", self._resources.read),
            on_list_prompts=_guarded("prompts/list", Prompts().list),
            on_get_prompt=_guarded("prompts/get", Prompts().get),
            on_completion=_guarded("completion/complete", self._completion.complete),
            on_subscriptions_listen=self.listen,
        )
        server.add_notification_handler(
            "notifications/initialized", types.NotificationParams, self._welcome
        )
        return server

    async def _welcome(self, context: Context, _: types.NotificationParams) -> None:
        self._broadcast.welcome(connection_of(context.session))

    def _input_schema(self, name: str) -> Mapping[str, Any] | None:
        if name in self._built_ins:
            return self._built_ins[name].tool.input_schema
        entry = self._bot.catalog.shelf.entries.get(name)
        return entry.held.record.parameters if entry is not None and entry.held else None

    async def _list_tools(
        self, _: Context, params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        cursor = params.cursor if params is not None else None
        return await anyio.to_thread.run_sync(self._listing.page, cursor)

    async def _call_tool(self, context: Context, params: types.CallToolRequestParams) -> Reply:
        kind = params.name if params.name in self._built_ins else "learned"
        began, outcome = time.monotonic(), "fault"
        try:
            reply = await self._answer(context, params)
            failed = isinstance(reply, types.CallToolResult) and reply.is_error
            outcome = "error" if failed else "ok"
        finally:
            self._observe(kind, outcome, time.monotonic() - began)
        return reply

    async def _answer(self, context: Context, params: types.CallToolRequestParams) -> Reply:
        arguments: Mapping[str, Json] = params.arguments or {}
        visit = Visit(
            session=context.session,
            scopes=self._scopes(context),
            responses=params.input_responses or {},
            state=params.request_state or "",
        )
        reason = too_large(arguments, self._bot.settings.max_arguments)
        if reason is not None:
            return refused(reason)
        built_in = self._built_ins.get(params.name)
        try:
            if built_in is not None:
                return await _offered(built_in, visit, arguments)
            return await self._calls.call(visit, params.name, arguments)
        except NotFoundError as error:
            if built_in is None:
                name = harmless(params.name, 60)
                raise MCPError(types.INVALID_PARAMS, f"Unknown tool: {name}") from error
            return refused(harmless(str(error)))
        except (UnfitToolError, CallCancelledError, ChotuError) as error:
            return refused(harmless(str(error)))
        except MCPError:
            raise
        except Exception as error:  # noqa: BLE001 - str(error) would leak to clients
            return refused(fault(f"tools/call {params.name[:60]!r}", error))


async def _offered(built_in: BuiltIn, visit: Visit, arguments: Mapping[str, Json]) -> Reply:
    reason = visit.lacks(built_in.scope) or misfits(built_in.tool.input_schema, arguments)
    if reason is not None:
        return refused(reason)
    return await built_in.handle(visit, arguments)


def _guarded(
    method: str, handle: Callable[[Context, Any], Awaitable[T]]
) -> Callable[[Context, Any], Awaitable[T]]:
    """``handle``, whose own faults reach a client as a number only."""

    async def guarded(context: Context, params: Any) -> T:
        try:
            return await handle(context, params)
        except MCPError:
            raise
        except ChotuError as error:
            raise MCPError(types.INVALID_PARAMS, harmless(str(error))) from error
        except Exception as error:
            raise MCPError(types.INTERNAL_ERROR, fault(method, error)) from error

    return guarded
