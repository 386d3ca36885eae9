"""Versions that could not be mended: marked in the ledger, until another version is there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Improvement, Rejected
from chotu_bot.domain.contract import digest
from chotu_bot.domain.verdict import Status
from chotu_bot.errors import ChotuError

if TYPE_CHECKING:
    from chotu_bot.calling.call import Tool
    from chotu_bot.learning.reports import Report
    from chotu_bot.registry import Decision, Rulings


class Marks:
    """The marks of one repository; a mark is of one file, so another version has none."""

    def __init__(self, workshop: Workshop, rulings: "Rulings") -> None:
        """Take the parts.

        Args:
            workshop: builds everything else.
            rulings: reads the ledger.
        """
        self._shop = workshop
        self._rulings = rulings

    def standing(self, name: str, source: str) -> "Decision | None":
        """The mark of a version; None where it has none.

        Args:
            name: the tool.
            source: sha256 of the version's file.
        """
        mark = self._rulings.in_force("mark").get(name)
        return mark if mark is not None and mark.facts.get("tool") == source else None

    def in_force(self) -> Mapping[str, "Decision"]:
        """The marks of the versions that are on the served branch, by tool."""
        found: dict[str, Decision] = {}
        for name in self._rulings.in_force("mark"):
            record = self._shop.registry.record(name)
            mark = self.standing(name, record.digests["tool"]) if record else None
            if mark is not None:
                found[name] = mark
        return found

    def after(self, tool: "Tool", report: "Report", answer: Improvement) -> bool:
        """Mark a version whose repair rounds were used up in vain; whether it is so."""
        rounds = self._shop.settings.learning.max_failures
        if not isinstance(answer, Rejected) or report.code is not None or report.dry_run:
            return False
        if answer.verdict.status is not Status.FAIL or answer.rounds < rounds:
            return False
        if self.standing(tool.contract.name, digest(tool.source)) is None:
            self._make(tool, answer)
        return True

    def _make(self, tool: "Tool", answer: Rejected) -> None:
        """Write the mark; where that cannot be, the journal alone has it."""
        from chotu_bot.publishing.messages import quoted

        name, version = tool.contract.name, tool.contract.version
        if self._shop.settings.publishing.lands_nothing:
            self._shop.notify("mark", "kept in the journal only: nothing is landed here")
            return
        decision = self._rulings.make(
            "mark",
            name,
            reason=_reason(answer),
            by="chotu-bot",
            facts={"version": version, "tool": digest(tool.source), "rounds": answer.rounds},
        )
        message = f"Mark {name} {version}: it could not be mended\n\n{quoted(decision.reason)}\n"
        try:
            self._shop.publisher.decide(decision, message)
        except ChotuError as error:
            self._shop.notify("mark", f"kept in the journal only: {error}")


def told(mark: "Decision") -> str:
    """A mark in a sentence."""
    return f"{mark.facts.get('version')} could not be mended on {mark.made[:10]}: {mark.reason}"


def _reason(answer: Rejected) -> str:
    """Which check it was; what the check said may hold a caller's values, and is not shared."""
    stopped = next(one.check for one in answer.verdict.results if one.status is Status.FAIL)
    rounds = f"{answer.rounds} repair round{'' if answer.rounds == 1 else 's'}"
    return f"{rounds} did not get it through the check {stopped}"
