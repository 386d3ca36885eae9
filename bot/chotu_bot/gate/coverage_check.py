"""The coverage check: what the tests leave unexecuted."""

from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.trial import Trial


class CoverageCheck:
    """Lines and branches of the tool that its tests execute."""

    name = "coverage"

    def __init__(self, minimum: float) -> None:
        self._minimum = minimum

    def run(self, trial: Trial) -> CheckResult:
        """Fail when fewer than the configured share of lines and branches are executed."""
        covered = trial.forward.coverage
        if covered is None:
            return CheckResult(
                check=self.name, status=Status.INCONCLUSIVE, reason="coverage was not measured"
            )
        enough = covered.permille >= round(1000 * self._minimum)
        level = Level.NOTE if enough else Level.ERROR
        missing = ", ".join(map(str, covered.missing[:20]))
        message = f"lines never executed by the tests: {missing or 'none, but branches'}"
        complete = covered.permille == 1000
        return CheckResult(
            check=self.name,
            status=Status.PASS if enough else Status.FAIL,
            reason=f"{covered.permille / 10:.1f} % of lines and branches executed",
            findings=()
            if complete
            else (Finding(rule="coverage/missing", message=message, level=level),),
            measures={"permille": covered.permille},
        )
