"""Telling every client of both eras that tools have changed."""

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

import anyio
import anyio.abc
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ToolsListChanged

if TYPE_CHECKING:
    from mcp.server.connection import Connection

_QUIET_SECONDS = 0.25
_PATIENCE_SECONDS = 5.0
_ARRIVAL_SECONDS = 1.0
REGISTRY = "chotu://registry"


class Broadcast:
    """Two pipes: listen streams for 2026-07-28, the connection itself for what came before."""

    def __init__(self) -> None:
        self.bus = InMemorySubscriptionBus()
        self._legacy: weakref.WeakKeyDictionary[Connection, float] = weakref.WeakKeyDictionary()
        self._due = anyio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def welcome(self, connection: "Connection") -> None:
        """A client that made the handshake of the earlier protocol."""
        self._legacy[connection] = anyio.current_time()

    def changed(self) -> None:
        """Tools have changed: tells now, or together with what follows within 250 ms.

        From any thread.
        """
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._mark)

    def _mark(self) -> None:
        self._due.set()

    async def run(self) -> None:
        """Tell, until cancelled: the first at once, followers together."""
        self._loop = asyncio.get_running_loop()
        async with anyio.create_task_group() as group:
            while True:
                await self._due.wait()
                self._due = anyio.Event()
                await self.bus.publish(ToolsListChanged())
                await self.bus.publish(ResourceUpdated(uri=REGISTRY))
                for connection, came in list(self._legacy.items()):
                    group.start_soon(self._tell, connection, anyio.current_time() - came)
                await anyio.sleep(_QUIET_SECONDS)

    async def _tell(self, connection: "Connection", known_for: float) -> None:
        # A client that reads no more must not hold its news forever.
        with anyio.move_on_after(_PATIENCE_SECONDS):
            await connection.send_tool_list_changed()
            if connection.session_id is not None and known_for < _ARRIVAL_SECONDS:
                # Over HTTP, it may not have opened yet the stream that brings the news.
                await anyio.sleep(_ARRIVAL_SECONDS)
                await connection.send_tool_list_changed()


def connection_of(session: Any) -> "Connection":
    """The connection that a session speaks for; the SDK offers no public way to it."""
    found: Connection = session._connection  # noqa: SLF001
    return found
