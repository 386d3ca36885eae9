"""Running a candidate's tests in the sandbox, against its own tool or a variant of it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.shapes import Json
from chotu_bot.sandbox.contract import Ended, Event, Grants, Job, Limits, Outcome, Sandbox

HELD_OUT_FILE = "test_held_out.py"
_CONTROL = "control"
_FEW_EXAMPLES = 25
_LEAST_STEPS = 100_000
_STEPS_FACTOR = 20
# Only for variants that wait without taking steps, such as one that opens a pipe nobody fills.
_LEAST_SECONDS = 5.0
_SECONDS_FACTOR = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One test of one run."""

    id: str
    outcome: str
    """pytest's word: passed, failed, error, skipped, xfailed, xpassed."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the tests executed of the tool."""

    branches: int
    covered_branches: int
    lines: int
    covered_lines: int
    missing: tuple[int, ...]
    """Lines never executed."""

    @property
    def permille(self) -> int:
        """Lines and branches covered, of 1000."""
        total = self.lines + self.branches
        return 1000 * (self.covered_lines + self.covered_branches) // total if total else 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteRun:
    """One run of a test file."""

    ended: Ended
    tests: tuple[CaseResult, ...]
    errors: tuple[str, ...]
    """Errors outside of tests: collection, internal, or how the process ended."""
    coverage: Coverage | None
    steps: int
    """Functions of the tool entered and rounds of its loops; 0 where they were not counted."""
    seconds: float
    """By the clock; never part of a verdict."""
    events: tuple[Event, ...]

    @property
    def passed(self) -> bool:
        """Whether there were tests and every one of them passed."""
        clean = self.ended is Ended.EXITED and not self.errors and bool(self.tests)
        return clean and all(test.outcome == "passed" for test in self.tests)


class StrayProcessError(Exception):
    """The tests could not be run against every variant: they left a process, or hit a limit."""

    def __init__(self, outcome: Outcome) -> None:
        self.reason = (
            "a test leaves a process behind"
            if outcome.report and outcome.ended is Ended.EXITED
            else _ending(outcome)
        )
        super().__init__(self.reason)


class Trial:
    """One candidate on the bench; its two plain runs are made once and shared by the checks."""

    def __init__(self, sandbox: Sandbox, limits: Limits, candidate: Candidate) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self.candidate = candidate

    @cached_property
    def forward(self) -> SuiteRun:
        """All tests in file order, with coverage, which slows properties: few examples of each."""
        request: dict[str, Json] = {"coverage": True, "examples": _FEW_EXAMPLES}
        return self._run(self.candidate.tool, request)

    @cached_property
    def backward(self) -> SuiteRun:
        """All tests in reverse order, properties in full, counting steps."""
        return self._run(self.candidate.tool, {"reverse": True, "count_steps": True})

    def prepare(self) -> None:
        """Make both plain runs, side by side."""
        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(getattr, self, name) for name in ("forward", "backward")]
        for run in both:
            run.result()

    @cached_property
    def held_out(self) -> SuiteRun:
        """The cases that the author of the code never saw."""
        return self._run(self.candidate.tool, {}, HELD_OUT_FILE, self.candidate.held_out)

    def suite(self, tool: bytes, tests: bytes, *, count_steps: bool = False) -> SuiteRun:
        """Any test file on any version of the tool."""
        return self._run(tool, {"count_steps": count_steps}, tests=tests)

    def call(self, tool: bytes, function: str, arguments: Mapping[str, Json]) -> Outcome:
        """One call of any version of the tool, with no grants at all."""
        request: dict[str, Json] = {
            "tool": TOOL_FILE,
            "function": function,
            "arguments": dict(arguments),
        }
        limits = replace(self._limits, cpu_seconds=1, wall_seconds=_LEAST_SECONDS)
        return self._sandbox.run(
            Job(runner="call", request=request, files={TOOL_FILE: tool}, limits=limits)
        )

    def survivors(
        self, variants: Sequence[bytes], workers: int, tests: bytes | None = None
    ) -> tuple[int, ...]:
        """Which variants of the tool the tests stay green on, by index.

        A variant may take twenty times the steps that the tool did; a loop that never ends is
        thereby cut at the same place on every machine.

        Args:
            variants: sources of tool.py.
            workers: sandbox jobs at once.
            tests: another test file than the candidate's.

        Raises:
            StrayProcessError: when a test left a process behind, or its job could not report.
        """
        shares = [list(range(first, len(variants), workers)) for first in range(workers)]
        filled = [share for share in shares if share]
        with ThreadPoolExecutor(max(1, len(filled))) as pool:
            file = self.candidate.tests if tests is None else tests
            green = pool.map(lambda share: self._green(variants, share, file), filled)
        return tuple(sorted(index for share in green for index in share))

    def _green(self, variants: Sequence[bytes], share: Sequence[int], tests: bytes) -> list[int]:
        names = [f"variant_{index}" for index in share]
        seconds = max(_LEAST_SECONDS, _SECONDS_FACTOR * self.backward.seconds)
        request: dict[str, Json] = {
            "tests": [TEST_FILE],
            "variants": [*names],
            "control": _CONTROL,
            "seconds": seconds,
            "examples": _FEW_EXAMPLES,
            "step_budget": max(_LEAST_STEPS, _STEPS_FACTOR * self.backward.steps),
        }
        files = {name: variants[index] for name, index in zip(names, share, strict=True)}
        job = Job(
            runner="variants",
            request=request,
            files={TEST_FILE: tests, _CONTROL: self.candidate.tool, **files},
            limits=replace(self._limits, wall_seconds=seconds * (len(share) + 1)),
            grants=self._grants,
        )
        outcome = self._sandbox.run(job)
        told = cast("list[str]", (outcome.report or {}).get("variants", []))
        if len(told) != len(share) or "stray" in told:
            raise StrayProcessError(outcome)
        return [index for index, state in zip(share, told, strict=True) if state == "green"]

    @property
    def _grants(self) -> Grants:
        permissions = self.candidate.contract.permissions
        return Grants(system=permissions.system, loopback=bool(permissions.net))

    def _run(
        self,
        tool: bytes,
        request: Mapping[str, Json],
        file: str = TEST_FILE,
        tests: bytes | None = None,
    ) -> SuiteRun:
        job = Job(
            runner="pytest",
            request={"tests": [file], **request},
            files={TOOL_FILE: tool, file: self.candidate.tests if tests is None else tests},
            limits=self._limits,
            grants=self._grants,
        )
        return read_run(self._sandbox.run(job))


def read_run(outcome: Outcome) -> SuiteRun:
    """An outcome of the ``pytest`` runner; a missing report is an error, never a success."""
    report = cast("Mapping[str, Any]", outcome.report or {})
    errors = [str(error) for error in report.get("errors", [])]
    if outcome.report is None or outcome.ended is not Ended.EXITED:
        errors.append(_ending(outcome))
    covered = report.get("coverage")
    return SuiteRun(
        ended=outcome.ended,
        tests=tuple(CaseResult(**test) for test in report.get("tests", [])),
        errors=tuple(errors),
        coverage=Coverage(**{**covered, "missing": tuple(covered["missing"])}) if covered else None,
        steps=int(report.get("steps") or 0),
        seconds=outcome.seconds,
        events=outcome.events,
    )


def _ending(outcome: Outcome) -> str:
    words = {
        Ended.TIMEOUT: "the tests ran into the time limit",
        Ended.CPU: "the tests ran into the processor time limit",
        Ended.MEMORY: "the tests ran into the memory limit",
        Ended.DISK: "the tests ran into the disk limit",
        Ended.PROCESSES: "the tests ran into the process limit",
        Ended.OUTPUT: "the tests ran into the output limit",
        Ended.SIGNALLED: f"the test process was killed by signal {-outcome.exit_code}",
        Ended.EXITED: f"the test process ended with {outcome.exit_code} before it could report",
    }
    return words[outcome.ended]
