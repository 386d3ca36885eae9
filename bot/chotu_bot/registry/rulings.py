"""What holds of a tool until something else is decided: pinned, retired, marked, or none of it.

Taking a decision back is a decision of its own; of those about one tool, the last one holds.
"""

from collections.abc import Mapping
from typing import Literal

from chotu_bot.domain.shapes import Json
from chotu_bot.registry.ledger import Decision, Ledger, moment
from chotu_bot.vcs import Repository

RulingKind = Literal["pin", "retirement"]
"""What people decide, and take back."""
StandingKind = Literal["pin", "retirement", "mark"]
"""Decisions of which the last one about a tool holds; a mark is the bot's own."""


class Rulings:
    """The pins, retirements and marks that are in force on a branch, read anew when they change."""

    def __init__(self, repository: Repository, rev: str) -> None:
        self._repository = repository
        self._rev = rev
        self._held: dict[StandingKind, tuple[str | None, tuple[Decision, ...]]] = {}

    def in_force(self, kind: StandingKind) -> Mapping[str, Decision]:
        """Decisions that hold now, by tool."""
        last: dict[str, Decision] = {}
        for one in sorted(self._decisions(kind), key=_order):
            last[one.subject] = one
        return {name: one for name, one in last.items() if not one.facts.get("revoked")}

    def make(
        self,
        kind: StandingKind,
        subject: str,
        *,
        reason: str,
        by: str,
        revoked: bool = False,
        facts: Mapping[str, Json] | None = None,
    ) -> Decision:
        """A decision that will be the last one about ``subject``."""
        number = sum(one.subject == subject for one in self._decisions(kind)) + 1
        more: dict[str, Json] = {"number": number, "revoked": revoked, **(facts or {})}
        return Decision(kind=kind, subject=subject, reason=reason, made=moment(), by=by, facts=more)

    def _decisions(self, kind: StandingKind) -> tuple[Decision, ...]:
        """Those of the commit that the branch is at; each call of a tool asks for them."""
        tip = self._repository.branch_tip(self._rev)
        held = self._held.get(kind)
        if held is None or held[0] != tip:
            held = (tip, Ledger(self._repository, tip or self._rev).decisions(kind))
            self._held[kind] = held
        return held[1]


def _order(decision: Decision) -> tuple[int, str]:
    """Decisions of one second are told apart by their number, those of two clones by the clock."""
    number = decision.facts.get("number")
    return (number if isinstance(number, int) else 0, decision.made)
