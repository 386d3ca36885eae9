"""A tool whose present version has come to do badly: one proposal each time that it does."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from chotu_bot.app.forging import LANDS_NOTHING, Forging
from chotu_bot.app.life import Life, told
from chotu_bot.app.pausing import is_recent, open_proposal, why_later
from chotu_bot.app.rejections import Rejections
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.contract import digest
from chotu_bot.domain.malformed import MalformedToolError
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ChotuError

if TYPE_CHECKING:
    from chotu_bot.app.going_back import GoingBack
    from chotu_bot.app.improving import Improving
    from chotu_bot.app.reception import Reception
    from chotu_bot.calling.call import Tool
    from chotu_bot.domain.answers import Improvement
    from chotu_bot.journal.journal import Event
    from chotu_bot.learning.collaborators import Collaborators
    from chotu_bot.learning.lifecycle import Condition
    from chotu_bot.learning.reports import Report
    from chotu_bot.publishing.values import Version

_TRIED = frozenset({"gave_up", "unoffered"})
"""Outcomes of what went wrong: nothing was proposed, or no pull request came of it."""
_UNDECIDED = _TRIED | {"held"}
"""Outcomes after which it is tried again while the tool does badly."""


class Degrading:
    """Puts the last good version forward, or has the present one mended where there is none."""

    def __init__(
        self,
        workshop: Workshop,
        reception: "Reception",
        improving: Callable[[], "Improving"],
        collaborators: Callable[[], "Collaborators"],
    ) -> None:
        """Take the parts.

        Args:
            workshop: builds everything else.
            reception: knows whether there is a model.
            improving: mends a tool by its failing call.
            collaborators: those of a submission, some of which are exchanged here.
        """
        self._shop = workshop
        self._reception = reception
        self._improving = improving
        self._collaborators = collaborators
        self._forging = Forging(workshop)

    def after_call(self, called: "Tool", *, failed: bool) -> None:
        """Look at the present version of a tool when a call may have changed how it does.

        What keeps a proposal from being made is told as a stage, and is never the caller's
        trouble: the call has its own answer.
        """
        name = called.contract.name
        before = self._before(name)
        if not (failed or self._is_worth_a_look(called, before)):
            return
        try:
            tool = self._shop.catalog.tool(name)
            self._look(tool, before if _is_of(before, tool) else None)
        except (ChotuError, MalformedToolError) as error:
            self._shop.notify("degradation", f"{type(error).__name__}: {error}")

    def _before(self, name: str) -> "Event | None":
        """What was done the last time that the tool did badly; None where it recovered."""
        events = self._shop.journal.events(kind="degradation", tool=name, newest=1)
        return next((one for one in events if one.outcome != "recovered"), None)

    def _is_worth_a_look(self, called: "Tool", before: "Event | None") -> bool:
        """Whether a call that returned says of the present version what is not yet noted."""
        if _is_of(before, called):
            return True
        open_still = before is None or before.outcome in _UNDECIDED
        return open_still and called.contract.name in self._life.doing_badly

    @cached_property
    def _back(self) -> "GoingBack":
        from chotu_bot.app.going_back import GoingBack

        return GoingBack(self._shop, self._collaborators)

    @property
    def _life(self) -> Life:
        return self._shop.life

    def _look(self, tool: "Tool", before: "Event | None") -> None:
        found = self._life.condition(tool.contract.name, tool.contract.version, digest(tool.source))
        if not found.state.is_bad:
            if before is not None:
                self._note(tool, "recovered", told(found))
        elif before is None or self._is_due(before):
            self._help(tool, found, before)

    def _is_due(self, before: "Event") -> bool:
        """Whether what was tried, or not, for this version is to be tried again."""
        pause = self._shop.settings.learning.failure_cooldown
        tired = before.outcome in _TRIED and is_recent(before.at, pause)
        return before.outcome in _UNDECIDED and not tired

    def _help(self, tool: "Tool", found: "Condition", before: "Event | None") -> None:
        unoffered = before is not None and before.outcome == "unoffered"
        if unoffered and open_proposal(self._shop, tool.contract.name):
            self._offer(tool)
        else:
            self._propose(tool, found, before)

    def _propose(self, tool: "Tool", found: "Condition", before: "Event | None") -> None:
        earlier = self._back.earlier(tool)
        held = self._why_not(tool) or ("" if earlier else self._why_not_mended(tool))
        if held:
            if before is None or before.facts.get("why") != held:
                self._note(tool, "held", held)
            return
        try:
            answer = self._put_back(earlier, tool, found) if earlier else self._mend(tool)
        except ChotuError as error:
            made = open_proposal(self._shop, tool.contract.name)
            self._note(tool, "unoffered" if made else "gave_up", f"{type(error).__name__}: {error}")
        else:
            where = getattr(answer, "pull_request", "")
            self._note(tool, answer.status, getattr(answer, "why", ""), where)

    def _put_back(self, earlier: "Version", tool: "Tool", found: "Condition") -> "Improvement":
        return self._forging.offered(self._back.to(earlier, tool, found))

    def _offer(self, tool: "Tool") -> None:
        """Once more, the pull request of a proposal that was made before."""
        try:
            opened = self._forging.offer(tool.contract.name)
        except ChotuError as error:
            self._note(tool, "unoffered", f"{type(error).__name__}: {error}")
        else:
            self._note(tool, "proposed", LANDS_NOTHING, opened.request.url)

    def _why_not(self, tool: "Tool") -> str:
        """What keeps anything from being proposed by itself; empty where nothing does."""
        name = tool.contract.name
        if name in self._life.pins():
            return "a person pinned it"
        if name in self._life.retired():
            return "a person retired it"
        if not self._shop.settings.learning.auto_learning_enabled:
            return "[learning] auto_learning_enabled = 0"
        no = Rejections(self._shop).of_restoring(name, digest(tool.source))
        if no is not None:
            return f"{no.by} turned it down on {no.made[:10]}: {no.reason}"
        return open_proposal(self._shop, name)

    # Mending, where there is nothing to go back to

    def _why_not_mended(self, tool: "Tool") -> str:
        from chotu_bot.learning.reports import Missing, failing_call, is_harmless

        contract = tool.contract
        if not self._reception.has_model:
            return "there is nothing to go back to, and no model to mend it"
        events = tuple(self._shop.journal.events(kind="call", tool=contract.name))
        call = failing_call(self._report(tool), contract.version, events)
        if isinstance(call, Missing):
            return f"there is nothing to go back to, and {call.why}"
        if not is_harmless(contract, call.arguments, call.folder):
            return "there is nothing to go back to, and its call cannot be made again safely"
        return why_later(self._shop, tool)

    def _mend(self, tool: "Tool") -> "Improvement":
        return self._improving().improve(self._report(tool))

    def _report(self, tool: "Tool") -> "Report":
        from chotu_bot.learning.reports import Report

        name, version = tool.contract.name, tool.contract.version
        worst = self._life.troubles(name, version, digest(tool.source))[0]
        return Report(tool=name, error=worst.error, origin="bot")

    # Noting it

    def _note(self, tool: "Tool", outcome: str, why: str, pull_request: str = "") -> None:
        name, version = tool.contract.name, tool.contract.version
        facts: dict[str, Json] = {"version": version, "source": digest(tool.source), "why": why}
        if pull_request:
            facts["pull_request"] = pull_request
        self._shop.logbook.note("degradation", outcome, name, facts)
        self._shop.notify("degradation", f"{name} {version}: {outcome}{': ' if why else ''}{why}")


def _is_of(event: "Event | None", tool: "Tool") -> bool:
    return event is not None and event.facts.get("source") == digest(tool.source)
