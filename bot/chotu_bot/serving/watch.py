"""Watching the served branch, and telling clients when it has moved."""

import anyio
import anyio.to_thread

from chotu_bot.errors import ChotuError
from chotu_bot.serving.bot import Bot
from chotu_bot.serving.broadcast import Broadcast
from chotu_bot.serving.faults import log

_SECONDS = 0.1


class Watch:
    """Follows the branch, whoever moves it: this process, another one, or ``git pull``."""

    def __init__(self, bot: Bot, broadcast: Broadcast) -> None:
        self._bot = bot
        self._broadcast = broadcast
        self._turns = bot.turns

    def look(self) -> None:
        """Take over what has changed, now; from any thread."""
        moved, turns = bool(self._bot.catalog.refresh()), self._bot.turns
        if moved or turns != self._turns:
            self._turns = turns
            self._broadcast.changed()

    async def run(self) -> None:
        """Look ten times a second, until cancelled."""
        while True:
            try:
                await anyio.to_thread.run_sync(self.look)
            except ChotuError as error:
                # The tools that are loaded stay; the next look may fare better.
                log.warning("the served branch cannot be read: %s", error)
            await anyio.sleep(_SECONDS)
