"""Serving one client over stdin and stdout."""

import logging
import sys

import anyio

from chotu_bot.serving.bot import Bot
from chotu_bot.serving.server import McpServer


def log_to_stderr() -> None:
    """Structured enough for a person and a collector: time, level, logger, message."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    # Of the linter's optional plugins, which nobody asked for.
    logging.getLogger("stevedore").setLevel(logging.CRITICAL)


def serve(bot: Bot) -> None:
    """Serve until the client closes stdin. Whoever started this process may do everything."""
    anyio.run(_serve, bot)


async def _serve(bot: Bot) -> None:
    from mcp.server.stdio import stdio_server

    server = McpServer(bot)
    async with server.running(), stdio_server() as (reading, writing):
        options = server.protocol.create_initialization_options()
        await server.protocol.run(reading, writing, options)
