"""When a failing tool may not start learning by itself just now."""

import time

from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Tool


def why_later(shop: Workshop, tool: Tool) -> str:
    """What keeps a tool from learning by itself for now; empty where nothing does."""
    name = tool.contract.name
    before = next(shop.journal.events(kind="improvement", tool=name, newest=1), None)
    if before is not None:
        if before.outcome == "rejected" and before.facts["version"] == tool.contract.version:
            return "marked: it could not be mended in this version"
        if is_recent(before.at, shop.settings.learning.failure_cooldown):
            return "cooling down ([learning] failure_cooldown)"
    return open_proposal(shop, name)


def open_proposal(shop: Workshop, name: str) -> str:
    """That a proposal for a tool is open already; empty where none is."""
    there = any(one.name == name for one in shop.publisher.proposals())
    return "a proposal is open" if there else ""


def is_recent(moment: float, seconds: float) -> bool:
    """Whether ``moment`` is no longer ago; a clock that was set back does not make it last."""
    return abs(time.time() - moment) < seconds
