"""Telling every client of both eras that tools have changed."""

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.subscriptions import InMemorySubscriptionBus, ResourceUpdated, ToolsListChanged

if TYPE_CHECKING:
    from mcp.server.connection import Connection

_QUIET_SECONDS = 0.25
_PATIENCE_SECONDS = 5.0
REGISTRY = "chotu://registry"


class Broadcast:
    """Two pipes: listen streams for 2026-07-28, the connection itself for what came before."""

    def __init__(self) -> None:
        self.bus = InMemorySubscriptionBus()
        self._legacy: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._due = anyio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def welcome(self, connection: "Connection") -> None:
        """A client that made the handshake of the earlier protocol."""
        self._legacy.add(connection)

    def changed(self) -> None:
        """Tools have changed: tells now, or together with what follows within 250 ms.

        From any thread.
        """
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self._due.set())  # noqa: PLW0108 - the event changes

    async def run(self) -> None:
        """Tell, until cancelled: the first at once, followers together."""
        self._loop = asyncio.get_running_loop()
        while True:
            await self._due.wait()
            self._due = anyio.Event()
            async with anyio.create_task_group() as group:
                group.start_soon(self._tell_modern)
                for connection in list(self._legacy):
                    group.start_soon(self._tell_legacy, connection)
            await anyio.sleep(_QUIET_SECONDS)

    async def _tell_modern(self) -> None:
        await self.bus.publish(ToolsListChanged())
        await self.bus.publish(ResourceUpdated(uri=REGISTRY))

    async def _tell_legacy(self, connection: "Connection") -> None:
        # A client that reads no more must not keep the others waiting.
        with anyio.move_on_after(_PATIENCE_SECONDS):
            await connection.send_tool_list_changed()


def connection_of(session: Any) -> "Connection":
    """The connection that a session speaks for; the SDK offers no public way to it."""
    found: Connection = session._connection  # noqa: SLF001
    return found
