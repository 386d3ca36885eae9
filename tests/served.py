"""A served repository for tests: tools landed without the gate, clients of both eras."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import uvicorn
from mcp import Client, StdioServerParameters, types
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client
from mcp.shared.subscriptions import ToolsListChanged

from chotu_bot import Chotu
from chotu_bot.sandbox.local import LocalSandbox
from chotu_bot.serving.http.address import Address, bind, names
from chotu_bot.serving.http.app import HttpFace
from chotu_bot.serving.http.run import Listener
from chotu_bot.serving.server import McpServer
from sample_tools import candidate_of, evidence_of

ERAS = ("legacy", "auto")
"""As the official client calls them: the handshake of 2025, and what 2026-07-28 does."""


def land(folder: Path, name: str, **options: str) -> str:
    """Put a tool on the served branch, as another process would; the commit."""
    with Chotu.open(folder) as chotu:
        candidate = candidate_of(name, **options)
        return chotu._shop.publisher.publish(candidate, evidence_of(candidate)).commit


async def landed(folder: Path, name: str, **options: str) -> str:
    """As ``land``, while the clients of this process go on."""
    return await anyio.to_thread.run_sync(lambda: land(folder, name, **options))


@contextmanager
def sharing(sandbox: LocalSandbox, folder: Path) -> Iterator[Chotu]:
    """A repository, open, that uses a sandbox which is warm and outlives it."""
    with Chotu.open(folder) as opened:
        opened._shop.__dict__["sandbox"] = sandbox
        yield opened


@asynccontextmanager
async def serving(chotu: Chotu, folder: Path) -> AsyncIterator[McpServer]:
    """The server over an open repository, in this process."""
    server = McpServer(chotu.service(folder))
    async with server.running():
        yield server


@asynccontextmanager
async def client_of(
    server: McpServer | StdioServerParameters, era: str, **options: Any
) -> AsyncIterator[Client]:
    """The official client, connected."""
    target = server.protocol if isinstance(server, McpServer) else server
    async with Client(target, mode=era, cache=None, **options) as client:
        yield client


def over_stdio(folder: Path) -> StdioServerParameters:
    """How a host starts the server as a process of its own."""
    command = [sys.executable, "-m", "chotu_bot", "serve", "-C", str(folder)]
    return StdioServerParameters(
        command=command[0], args=command[1:], env=dict(os.environ), cwd=str(folder)
    )


@asynccontextmanager
async def over_http(
    chotu: Chotu, folder: Path, *, tokens: bool = True
) -> AsyncIterator[tuple[HttpFace, str]]:
    """The server over HTTP, on a free port of this machine, and its URL."""
    address = Address(host="127.0.0.1", port=0)
    with bind(address) as listener:
        port = listener.getsockname()[1]
        base = f"http://127.0.0.1:{port}"
        known = chotu.tokens() if tokens else None
        face = HttpFace(chotu.service(folder), known, base, names(address, port, ()))
        config = uvicorn.Config(face.app, log_config=None, access_log=False)
        server = Listener(config)
        async with anyio.create_task_group() as group:
            group.start_soon(server.serve, [listener])
            await until(lambda: server.started)
            yield face, base
            face.server.listen.close()
            server.should_exit = True


@asynccontextmanager
async def web_client(
    base: str, era: str, token: str | None = None, **options: Any
) -> AsyncIterator[Client]:
    """The official client over HTTP, with a token where it has one."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with create_mcp_http_client(headers) as web:
        transport = streamable_http_client(f"{base}/mcp", http_client=web)
        async with Client(transport, mode=era, cache=None, **options) as client:
            yield client


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what nobody announces."""
    with anyio.fail_after(seconds):
        while not condition():  # noqa: ASYNC110 - there is no event for it
            await anyio.sleep(0.02)


class News:
    """What a client is told without having asked: how often the list has changed."""

    def __init__(self) -> None:
        self.count = 0
        self.heard = anyio.Event()

    def hear(self) -> None:
        self.count += 1
        self.heard.set()
        self.heard = anyio.Event()

    async def on_message(self, message: object) -> None:
        """For clients of the earlier protocol."""
        if isinstance(message, types.ToolListChangedNotification):
            self.hear()

    async def listen(self, client: Client, *, task_status: Any) -> None:
        """For clients of the modern one: on the stream that they open."""
        async with client.listen(tools_list_changed=True) as events:
            task_status.started()
            async for event in events:
                if isinstance(event, ToolsListChanged):
                    self.hear()

    async def until(self, condition: Callable[[], bool]) -> None:
        with anyio.fail_after(20):
            while not condition():
                await self.heard.wait()


@asynccontextmanager
async def listening(
    server: McpServer | StdioServerParameters | str, era: str, token: str | None = None
) -> AsyncIterator[tuple[Client, News]]:
    """A client that hears when the list of tools changes."""
    news = News()

    def connected(**options: Any) -> AbstractAsyncContextManager[Client]:
        if isinstance(server, str):
            return web_client(server, era, token, **options)
        return client_of(server, era, **options)

    if era == "legacy":
        async with connected(message_handler=news.on_message) as client:
            yield client, news
        return
    async with connected() as client, anyio.create_task_group() as group:
        await group.start(lambda task_status: news.listen(client, task_status=task_status))
        yield client, news
        group.cancel_scope.cancel()


def structured(result: types.CallToolResult) -> dict[str, Any]:
    """What the call gave; it must have gone well."""
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def said(result: types.CallToolResult) -> str:
    """The words of a result."""
    return "\n".join(one.text for one in result.content if isinstance(one, types.TextContent))
