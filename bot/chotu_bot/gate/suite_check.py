"""The tests check: every test passes, twice, in both orders, and at least one asserts."""

from collections.abc import Sequence
from typing import Protocol

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.trial import SuiteRun, Trial

_SHOWN = 12


class SuiteRules(Protocol):
    """Static rules on a test file: vacuous tests, patched tools, sleeps, skips."""

    def __call__(self, candidate: Candidate) -> Sequence[Finding]:
        """The findings, with lines."""
        ...


class SuiteCheck:
    """Runs the candidate's tests in file order and in reverse."""

    name = "tests"

    def __init__(self, rules: SuiteRules) -> None:
        self._rules = rules

    def run(self, trial: Trial) -> CheckResult:
        """Fail when a test fails, errors, is skipped or xfailed, or none asserts."""
        written = list(self._rules(trial.candidate))
        if any(finding.level is Level.ERROR for finding in written):
            return self._answer(written, 0, "the tests themselves are not fit to prove anything")
        findings = [*written, *_of_run(trial.forward)]
        if not _errors(findings):
            findings += _of_order(trial.backward)
        count = len(trial.forward.tests)
        return self._answer(findings, count, f"{count} tests passed in file order and in reverse")

    def _answer(self, findings: Sequence[Finding], count: int, good: str) -> CheckResult:
        errors = _errors(findings)
        reason = errors[0].message.splitlines()[0] if errors else good
        return CheckResult(
            check=self.name,
            status=Status.FAIL if errors else Status.PASS,
            reason=reason,
            findings=tuple(findings[:_SHOWN]),
            measures={"tests": count},
        )


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.level is Level.ERROR]


def _of_run(run: SuiteRun) -> list[Finding]:
    findings = [Finding(rule="tests/error", message=error, file=TEST_FILE) for error in run.errors]
    findings += [
        Finding(
            rule=f"tests/{test.outcome}",
            message=f"{test.id} {test.outcome}: {test.message}".strip(),
            file=TEST_FILE,
        )
        for test in run.tests
        if test.outcome != "passed"
    ]
    if not run.tests and not run.errors:
        findings.append(Finding(rule="tests/none", message="no test was collected", file=TEST_FILE))
    return findings


def _of_order(run: SuiteRun) -> list[Finding]:
    return [
        Finding(
            rule="tests/order",
            message=f"in reverse order, {found.message}: tests must not depend on each other",
            file=TEST_FILE,
        )
        for found in _of_run(run)
    ]
