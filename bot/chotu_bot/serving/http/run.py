"""Listening, and ending well: calls under way are finished, streams are closed by name."""

import contextlib
import signal
from collections.abc import Generator

import anyio
import uvicorn

from chotu_bot.serving.bot import Bot
from chotu_bot.serving.faults import log
from chotu_bot.serving.http.address import Address, bind, names
from chotu_bot.serving.http.app import PATH, HttpFace
from chotu_bot.serving.tokens import Tokens

_GRACE_SECONDS = 10


class Listener(uvicorn.Server):
    """Uvicorn, with signals left to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """None are captured here."""
        yield


def serve(bot: Bot, address: Address, tokens: Tokens | None) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        ConfigurationError: when it cannot listen there.
    """
    with bind(address) as listener:
        port = listener.getsockname()[1]
        hosts = names(address, port, bot.settings.hosts)
        base = f"http://{address.shown}:{port}"
        face = HttpFace(bot, tokens, base, hosts)
        config = uvicorn.Config(
            face.app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        anyio.run(_run, Listener(config), listener, face, base)


async def _run(server: uvicorn.Server, listener: object, face: HttpFace, base: str) -> None:
    async def until_told(*, task_status: anyio.abc.TaskStatus[None]) -> None:
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            task_status.started()
            async for one in signals:
                log.info("stopping on signal %d; calls under way are finished", one)
                face.server.listen.close()
                server.should_exit = True
                return

    async with anyio.create_task_group() as group:
        await group.start(until_told)
        log.info("serving at %s%s", base, PATH)
        await server.serve(sockets=[listener])  # type: ignore[list-item]
        group.cancel_scope.cancel()
    log.info("stopped")
