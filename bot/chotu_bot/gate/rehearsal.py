"""The last two checks: a landing, and its rollback, tried out where nothing can be lost."""

from collections.abc import Callable
from dataclasses import dataclass

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import CheckResult, Finding, Status
from chotu_bot.gate.trial import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What came of landing a candidate in a scratch history, and of taking it back."""

    landed: tuple[Finding, ...]
    """Why it could not be found, listed or called after the landing."""
    taken_back: tuple[Finding, ...]
    """Where a rollback does not give back what was there before."""
    examples: int
    """How many of its own examples were called, with the grants of a real call."""


Rehearse = Callable[[Candidate], Rehearsal]
"""Lands a candidate in a scratch history; publishing and calling know how."""


class ReachableCheck:
    """Whether the tool would be listed, found for its request, and give its example's result."""

    name = "reachable"

    def __init__(self, rehearse: Rehearse) -> None:
        self._rehearse = rehearse

    def run(self, trial: Trial) -> CheckResult:
        """Fail when it would land and nobody could use it."""
        done = self._rehearse(trial.candidate)
        called = "its first example gave its result" if done.examples else "it has no example"
        return CheckResult(
            check=self.name,
            status=_status(done.landed),
            reason=_reason(done.landed, f"listed, found for its request; {called}"),
            findings=done.landed,
            measures={"examples": done.examples},
        )


class RollbackCheck:
    """Whether taking the landing back gives the tools and the registry of before, to the byte."""

    name = "rollback"

    def __init__(self, rehearse: Rehearse) -> None:
        self._rehearse = rehearse

    def run(self, trial: Trial) -> CheckResult:
        """Fail when a rollback would leave anything changed."""
        found = self._rehearse(trial.candidate).taken_back
        return CheckResult(
            check=self.name,
            status=_status(found),
            reason=_reason(found, "a rollback gives back tools and registry, byte for byte"),
            findings=found,
        )


def _status(findings: tuple[Finding, ...]) -> Status:
    return Status.FAIL if findings else Status.PASS


def _reason(findings: tuple[Finding, ...], fine: str) -> str:
    return findings[0].message if findings else fine
