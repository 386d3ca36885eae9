"""What a check answers: findings, results, and the verdict of the whole gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is, in SARIF's words."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Status(StrEnum):
    """How a check ended. Only ``PASS`` counts as passed."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    SKIP = "skip"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check found."""

    rule: str
    """Stable identifier, ``<check>/<rule>``, for instance ``policy/dynamic-code``."""
    message: str
    """What is wrong and what to do instead."""
    level: Level = Level.ERROR
    file: str = "tool.py"
    line: int = 0
    """1-based line; 0 when the finding concerns the whole file."""

    def __str__(self) -> str:
        """The finding as one line of a compiler's output."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.level} [{self.rule}] {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The answer of one check."""

    check: str
    status: Status
    reason: str
    """Why this status, in one line; also said for a pass."""
    findings: tuple[Finding, ...] = ()
    measures: Mapping[str, int] = field(default_factory=dict)
    """What was counted (tests, stubs, mutants killed …); integers only, so evidence repeats."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings of level error."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answers of all checks, in the order they ran."""

    results: tuple[CheckResult, ...]

    @property
    def status(self) -> Status:
        """PASS when every applicable check passed, FAIL when one failed, else INCONCLUSIVE."""
        states = {result.status for result in self.results} - {Status.NOT_APPLICABLE}
        if Status.FAIL in states:
            return Status.FAIL
        return Status.PASS if states == {Status.PASS} else Status.INCONCLUSIVE

    @property
    def passed(self) -> bool:
        """Whether the candidate may go on."""
        return self.status is Status.PASS

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the checks."""
        return tuple(finding for result in self.results for finding in result.findings)

    def result(self, check: str) -> CheckResult | None:
        """The answer of ``check``, or None when it did not take part."""
        return next((result for result in self.results if result.check == check), None)
