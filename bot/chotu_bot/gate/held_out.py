"""The held-out check: cases that the author of the code never saw, nor any repair."""

from chotu_bot.domain.verdict import CheckResult, Finding, Status
from chotu_bot.gate.trial import HELD_OUT_FILE, Trial


class HeldOutCheck:
    """Runs the sibling cases that the blind author wrote beside the tests."""

    name = "held_out"

    def run(self, trial: Trial) -> CheckResult:
        """Fail when a held-out case fails; not applicable where there are none."""
        if not trial.candidate.held_out:
            return CheckResult(
                check=self.name,
                status=Status.NOT_APPLICABLE,
                reason="no cases were held out",
            )
        run = trial.held_out
        red = [test for test in run.tests if test.outcome != "passed"]
        findings = [_finding(f"{test.id} {test.outcome}: {test.message}") for test in red]
        findings += [_finding(error) for error in run.errors]
        total = len(run.tests)
        return CheckResult(
            check=self.name,
            status=Status.PASS if run.passed else Status.FAIL,
            reason=f"{total - len(red)} of {total} held-out cases passed",
            findings=tuple(findings),
            measures={"cases": total, "passed": total - len(red)},
        )


def _finding(message: str) -> Finding:
    return Finding(rule="held_out/red", message=message, file=HELD_OUT_FILE)
