"""The regression check: red on the version that failed, green on the one that mends it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.malformed import decode, parse
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.regression import Regression
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.gate.neighbours import is_plain, neighbours
from chotu_bot.gate.special_cases import special_cases
from chotu_bot.gate.trial import HELD_OUT_FILE, StrayProcessError, SuiteRun, Trial
from chotu_bot.gate.verdicts import inconclusive
from chotu_bot.sandbox.contract import Ended, Outcome

_MUCH_MORE = 3
"""Times the steps of the failed version, from which on a warning is due."""
_FEW_STEPS = 50
"""Steps under which three times as many say nothing."""
_ENOUGH_NEIGHBOURS = 4
_FEW_MENDED = 4
"""One call in so many, of those near the failing one that failed as it did, must be mended."""
_SHOWN = 12
_Pair: TypeAlias = tuple[Mapping[str, Json], Outcome, Outcome]
"""Arguments, and what the old and the new version make of them."""


class RegressionCheck:
    """Compares a version that mends a failure with the one that failed."""

    name = "regression"

    def run(self, trial: Trial) -> CheckResult:
        """Fail when the failure is not mended, or mended at the cost of anything else."""
        regression = trial.candidate.regression
        if regression is None:
            reason = "this is not a version that mends a failure"
            return CheckResult(check=self.name, status=Status.NOT_APPLICABLE, reason=reason)
        try:
            comparison = _Comparison(trial, regression)
            findings = list(comparison.findings())
        except StrayProcessError as error:
            return inconclusive(self.name, error)
        errors = [one for one in findings if one.level is Level.ERROR]
        good = (
            f"the failing call is red on {regression.contract.version} and green now; "
            f"{comparison.measures['old_tests']} old tests and {comparison.measures['calls']} "
            "recorded calls are as before"
        )
        return CheckResult(
            check=self.name,
            status=Status.FAIL if errors else Status.PASS,
            reason=errors[0].message.splitlines()[0] if errors else good,
            findings=tuple(findings[:_SHOWN]),
            measures=comparison.measures,
        )


class _Comparison:
    def __init__(self, trial: Trial, regression: Regression) -> None:
        self._trial = trial
        self._old = regression
        self._new = trial.candidate
        self.measures: dict[str, int] = {"old_tests": 0, "calls": 0, "neighbours": 0}

    def findings(self) -> Iterator[Finding]:
        """Everything that speaks against the new version, what only reads first."""
        yield from _lost_tests(self._old, self._new.tests)
        yield from _incompatible(self._old.contract, self._new.contract)
        yield from special_cases(self._old.tool, self._new.tool, self._old.call)
        yield from self._failure()
        yield from self._old_tests()
        if _is_closed(self._new.contract) and _is_closed(self._old.contract):
            yield from self._good_calls()
            yield from self._neighbours()

    def _failure(self) -> Iterator[Finding]:
        if self._trial.survivors([self._old.tool], 1, self._old.proof):
            yield _finding(
                "not-red",
                "the test of the failing call passes on the version that is said to fail",
                file=TEST_FILE,
            )
        now = self._trial.suite(self._new.tool, self._old.proof)
        yield from (_finding("not-green", f"the call that failed: {one}") for one in _reds(now))

    def _old_tests(self) -> Iterator[Finding]:
        now = self._trial.suite(self._new.tool, self._old.tests, count_steps=True)
        self.measures["old_tests"] = len(now.tests)
        yield from (_finding("old-test", f"a test of the old version: {one}") for one in _reds(now))
        before = self._trial.suite(self._old.tool, self._old.tests, count_steps=True)
        if now.steps > max(_FEW_STEPS, _MUCH_MORE * before.steps):
            message = (
                f"it takes {now.steps} steps on the old tests, where {before.steps} were taken"
            )
            yield _finding("steps", message, level=Level.WARNING)

    def _good_calls(self) -> Iterator[Finding]:
        """Recorded calls that return must return the same; a wrong answer may have been meant."""
        level = Level.ERROR if self._old.call.crashed else Level.WARNING
        for arguments in self._old.good_calls:
            before, now = self._both(arguments)
            if not _returned(before):
                continue
            self.measures["calls"] += 1
            if not _returned(now):
                yield _hidden("good-call", f"{_shown(arguments)} returned before; {_told(now)}")
            elif _result(before) != _result(now):
                message = f"{_shown(arguments)} gave {_told(before)}; {_told(now)}"
                yield _hidden("good-call", message, level=level)

    def _neighbours(self) -> Iterator[Finding]:
        call = self._old.call
        pairs = [(one, *self._both(one)) for one in neighbours(self._old.contract, call.arguments)]
        self.measures["neighbours"] = len(pairs)
        if call.crashed:
            yield from self._still_failing(pairs)
        else:
            yield from self._only_here(pairs)

    def _still_failing(self, pairs: Sequence[_Pair]) -> Iterator[Finding]:
        """A remedy that mends few of the calls that failed in the same way mends this one alone.

        Some of them may fail with good reason, so where others are mended it is but a warning.
        """
        error = self._old.call.was.partition(":")[0]
        documented = {name.split(".")[-1] for name in self._new.contract.raises}
        alike = [(arguments, now) for arguments, was, now in pairs if _error(was) == error]
        failing = [
            (arguments, now) for arguments, now in alike if {_error(now)} - {"", *documented}
        ]
        mended = len(alike) - len(failing)
        level = Level.WARNING if mended * _FEW_MENDED >= len(alike) else Level.ERROR
        for arguments, now in failing:
            message = f"{_shown(arguments)} failed in the same way; {_told(now)}"
            yield _hidden("sibling", message, level=level)

    def _only_here(self, pairs: Sequence[_Pair]) -> Iterator[Finding]:
        """A remedy that changes this one answer and none near it recognises the call."""
        if all(map(is_plain, self._old.call.arguments.values())):
            return
        comparable = [(before, now) for _, before, now in pairs if _returned(before)]
        same = [one for one, other in comparable if _told(one) == _told(other)]
        if len(comparable) < _ENOUGH_NEIGHBOURS or len(same) < len(comparable):
            return
        yield _finding(
            "only-here",
            f"of {len(comparable)} calls near the one that failed, none gives another result than "
            "before; if that is right, prove it by an --example with another call that was wrong",
            level=Level.WARNING if self._old.held_out else Level.ERROR,
        )

    def _both(self, arguments: Mapping[str, Json]) -> tuple[Outcome, Outcome]:
        name = self._new.contract.name
        return (
            self._trial.call(self._old.tool, name, arguments),
            self._trial.call(self._new.tool, name, arguments),
        )


def _hidden(rule: str, message: str, *, level: Level = Level.ERROR) -> Finding:
    """A finding that no repair is shown, so that nobody writes code for the calls it names."""
    return _finding(rule, message, level=level, file=HELD_OUT_FILE)


def _lost_tests(old: Regression, tests: bytes) -> Iterator[Finding]:
    kept = _functions(tests)
    for source, what in ((old.tests, "a test of the old version"), (old.proof, "the failing call")):
        for name, text in _functions(source).items():
            if kept.get(name) != text:
                yield _finding("lost-test", f"{what}, {name}, is gone or changed", file=TEST_FILE)


def _functions(source: bytes) -> dict[str, str]:
    """Every definition of a test module, and of its test classes, as a syntax tree."""
    found: dict[str, str] = {}
    for node in parse(decode(source)).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = ast.dump(node)
    return found


def _incompatible(old: Contract, new: Contract) -> Iterator[Finding]:
    """Callers of the old contract must not notice: only what may be left out can be new."""
    if old.name != new.name:
        yield _finding("contract", f"it is called {new.name}, and was {old.name}")
    there = {one.name: one for one in new.parameters}
    for one in old.parameters:
        now = there.pop(one.name, None)
        if now is None or now.shape != one.shape or (now.required and not one.required):
            yield _finding("contract", f"parameter {one.name} is gone or changed: {new.signature}")
        elif not one.required and now.default != one.default:
            yield _finding("contract", f"the default of {one.name} changed: {new.signature}")
    for one in there.values():
        if one.required:
            yield _finding("contract", f"parameter {one.name} is new and required")
    if old.result != new.result:
        message = f"it returns {new.result_annotation}, and returned {old.result_annotation}"
        yield _finding("contract", message)


def _is_closed(contract: Contract) -> bool:
    """Whether calls need nothing but their arguments, so that they can be made at will."""
    return contract.permissions.to_json() == {}


def _reds(run: SuiteRun) -> Iterator[str]:
    yield from run.errors
    for test in run.tests:
        if test.outcome != "passed":
            yield f"{test.id} {test.outcome}: {test.message}".strip()
    if not run.tests and not run.errors:
        yield "no test was collected"


def _returned(outcome: Outcome) -> bool:
    return outcome.ended is Ended.EXITED and bool((outcome.report or {}).get("ok"))


def _result(outcome: Outcome) -> Json:
    return (outcome.report or {}).get("result")


def _error(outcome: Outcome) -> str:
    """Class of the exception, or how the process ended; nothing where it returned."""
    if _returned(outcome):
        return ""
    if outcome.ended is not Ended.EXITED or outcome.report is None:
        return outcome.ended.value
    return str(cast("Mapping[str, Any]", outcome.report["error"])["class"])


def _told(outcome: Outcome) -> str:
    return f"it gives {_cut(_result(outcome))}" if _returned(outcome) else f"now {_error(outcome)}"


def _shown(arguments: Mapping[str, Json]) -> str:
    return f"the call with {_cut(dict(arguments))}"


def _cut(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:97]}..."


def _finding(
    rule: str, message: str, *, level: Level = Level.ERROR, file: str = "tool.py"
) -> Finding:
    return Finding(rule=f"regression/{rule}", message=message, level=level, file=file)
