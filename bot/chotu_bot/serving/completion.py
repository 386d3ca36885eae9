"""Completion of tool names."""

from typing import Any

import anyio.to_thread
from mcp import types

from chotu_bot.serving.bot import Bot

_MOST = 100


class Completion:
    """Names that begin as the client has begun."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def complete(self, _: Any, params: types.CompleteRequestParams) -> types.CompleteResult:
        """Names of tools for ``name`` of a resource, of proposals for that of a prompt."""
        if params.argument.name != "name":
            return _values([])
        if isinstance(params.ref, types.PromptReference):
            names = await anyio.to_thread.run_sync(self._proposed)
        else:
            names = sorted(await anyio.to_thread.run_sync(self._bot.in_service))
        return _values([one for one in names if one.startswith(params.argument.value)])

    def _proposed(self) -> list[str]:
        return sorted(one.name for one in self._bot.proposals())


def _values(names: list[str]) -> types.CompleteResult:
    found = types.Completion(values=names[:_MOST], total=len(names), has_more=len(names) > _MOST)
    return types.CompleteResult(completion=found)
