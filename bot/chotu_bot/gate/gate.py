"""The gate: every check in order, the cheap ones first, and one verdict."""

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import CheckResult, Status, Verdict
from chotu_bot.gate.contract import Check
from chotu_bot.gate.trial import Trial

Progress = Callable[[CheckResult], None]
"""Told of every check as it ends."""


class TrialCheck(Protocol):
    """A dynamic check: it runs the candidate's tests in the sandbox."""

    name: str

    def run(self, trial: Trial) -> CheckResult:
        """Judge the candidate on the bench."""
        ...


class Gate:
    """Judges candidates. Nothing that a candidate holds can change what is checked."""

    def __init__(
        self,
        static: Sequence[Check],
        dynamic: Sequence[TrialCheck],
        bench: Callable[[Candidate], Trial],
        progress: Progress,
        scanners: Sequence[Check] = (),
    ) -> None:
        """Take the checks.

        Args:
            static: read the candidate; nothing runs before all of them pass.
            dynamic: run it in the sandbox, in order, up to the first that does not pass.
            bench: makes the trial that the dynamic checks share.
            progress: told of every check as it ends.
            scanners: also read it, but take their time; the tests run meanwhile.
        """
        self._static = static
        self._scanners = scanners
        self._dynamic = dynamic
        self._bench = bench
        self._progress = progress

    def judge(self, candidate: Candidate) -> Verdict:
        """All static checks, then the dynamic ones up to the first that does not pass.

        Code that breaks a static rule is not run at all. The scanners read it while the sandbox
        runs its tests, since both take time; what either finds counts. What was not reached is
        said so, as skipped, which never counts as passed.
        """
        results: list[CheckResult] = []
        for result in self._results(candidate):
            self._progress(result)
            results.append(result)
        return Verdict(results=tuple(results))

    def _results(self, candidate: Candidate) -> Iterator[CheckResult]:
        read = yield from self._read(self._static, candidate)
        trial = self._bench(candidate)
        with ThreadPoolExecutor(1) as pool:
            ahead = None if read else pool.submit(trial.prepare)
            scanned = yield from self._read(self._scanners, candidate)
            stopped_by = read or scanned
            if ahead is not None and not stopped_by:
                ahead.result()
        for step in self._dynamic:
            result = _unreached(step.name, stopped_by) if stopped_by else step.run(trial)
            stopped_by = stopped_by or _stop(result)
            yield result

    def _read(
        self, checks: Sequence[Check], candidate: Candidate
    ) -> Generator[CheckResult, None, str]:
        """Run checks that only read; returns the name of the first that did not pass."""
        stopped_by = ""
        for check in checks:
            result = check.run(candidate)
            stopped_by = stopped_by or _stop(result)
            yield result
        return stopped_by


def _stop(result: CheckResult) -> str:
    fine = result.status in {Status.PASS, Status.NOT_APPLICABLE}
    return "" if fine else result.check


def _unreached(name: str, stopped_by: str) -> CheckResult:
    return CheckResult(
        check=name, status=Status.SKIP, reason=f"not reached: {stopped_by} did not pass"
    )
