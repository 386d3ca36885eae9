"""When a failing tool may not start learning by itself just now."""

import time
from typing import TYPE_CHECKING

from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Tool
from chotu_bot.domain.contract import digest

if TYPE_CHECKING:
    from chotu_bot.journal.journal import Event


def why_later(shop: Workshop, tool: Tool) -> str:
    """What keeps a tool from learning by itself for now; empty where nothing does."""
    name = tool.contract.name
    before = next(shop.journal.events(kind="improvement", tool=name, newest=1), None)
    if shop.marks.standing(name, digest(tool.source)) or _is_marked(before, tool):
        return "marked: it could not be mended in this version"
    if before is not None and is_recent(before.at, shop.settings.learning.failure_cooldown):
        return "cooling down ([learning] failure_cooldown)"
    return open_proposal(shop, name)


def _is_marked(before: "Event | None", tool: Tool) -> bool:
    """Whether the journal alone has the mark, because the ledger could not take it."""
    if before is None or before.facts.get("marked") is not True:
        return False
    return before.facts["version"] == tool.contract.version


def open_proposal(shop: Workshop, name: str) -> str:
    """That a proposal for a tool is open already; empty where none is."""
    there = any(one.name == name for one in shop.publisher.proposals())
    return "a proposal is open" if there else ""


def is_recent(moment: float, seconds: float) -> bool:
    """Whether ``moment`` is no longer ago; a clock that was set back does not make it last."""
    return abs(time.time() - moment) < seconds
