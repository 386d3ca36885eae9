"""How checks put their findings into words."""

from collections.abc import Sequence

from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status

_SHOWN = 40


def answer(check: str, findings: Sequence[Finding], good: str) -> CheckResult:
    """Fail where a finding is an error, else pass; warnings and notes are shown either way."""
    errors = [one for one in findings if one.level is Level.ERROR]
    return CheckResult(
        check=check,
        status=Status.FAIL if errors else Status.PASS,
        reason=_reason(errors) if errors else good,
        findings=tuple(findings[:_SHOWN]),
    )


def _reason(errors: Sequence[Finding]) -> str:
    first = errors[0].message.splitlines()[0]
    return first if len(errors) == 1 else f"{first} (and {len(errors) - 1} more)"


def inconclusive(check: str, error: Exception) -> CheckResult:
    """The check could not decide; that never counts as a pass."""
    finding = Finding(rule=f"{check}/inconclusive", message=str(error), file=TEST_FILE)
    return CheckResult(
        check=check, status=Status.INCONCLUSIVE, reason=str(error), findings=(finding,)
    )
