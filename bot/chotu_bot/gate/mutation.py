"""The mutation check: tests that matter notice small changes to the tool."""

from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.mutants import Mutant, mutants
from chotu_bot.gate.trial import StrayProcessError, Trial
from chotu_bot.gate.verdicts import inconclusive

LIMIT = 30
"""Mutants per candidate; enough to tell a rate of 0.6 from one of 0.9."""


# 1 - 0.8 is a little less than 0.2 in floating point.
_ROUNDING = 1e-9


class MutationCheck:
    """Runs the tests against mutants; those that stay green are named as changed lines."""

    name = "mutation"

    def __init__(self, minimum: float, workers: int) -> None:
        self._minimum = minimum
        self._workers = workers

    def run(self, trial: Trial) -> CheckResult:
        """Fail when fewer than the configured share of mutants are killed.

        One survivor is let pass however few mutants there are: it may be a change that makes no
        difference, which nobody can tell by machine. The confidence counts it all the same.
        """
        if self._minimum == 0:
            return CheckResult(
                check=self.name,
                status=Status.NOT_APPLICABLE,
                reason="[gate] min_kill_rate = 0 asks for no mutants",
            )
        chosen = mutants(trial.candidate.tool, LIMIT)
        try:
            green = trial.survivors([mutant.source for mutant in chosen], self._workers)
        except StrayProcessError as error:
            return inconclusive(self.name, error)
        alive = [chosen[index] for index in green]
        killed = len(chosen) - len(alive)
        tolerated = max(1, int((1 - self._minimum) * len(chosen) + _ROUNDING))
        enough = len(alive) <= tolerated and (killed > 0 or not chosen)
        level = Level.NOTE if enough else Level.ERROR
        return CheckResult(
            check=self.name,
            status=Status.PASS if enough else Status.FAIL,
            reason=f"{killed} of {len(chosen)} mutants killed",
            findings=tuple(_survivor(mutant, level) for mutant in alive),
            measures={"mutants": len(chosen), "killed": killed},
        )


def _survivor(mutant: Mutant, level: Level) -> Finding:
    return Finding(
        rule="mutation/survivor",
        message=f"no test notices this change\n- {mutant.before}\n+ {mutant.after}",
        level=level,
        line=mutant.line,
    )
