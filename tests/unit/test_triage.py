"""Rules say whose fault a failure is; what they leave to the tool must fail again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot.calling.call import CallResult, Failed, Returned
from chotu_bot.learning.causes import RULES
from chotu_bot.learning.triage import Case, Cause, triage
from failures import Labelled, labelled_failures, lay_out

FAILURES = labelled_failures()
RETURNED = Returned(result="A", written=(), seconds=0.1, output="")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path)


@pytest.mark.parametrize("one", FAILURES, ids=lambda one: one.name)
def test_f27_rules_know_whose_fault_it_is(one: Labelled, folder: Path) -> None:
    verdict = triage(one.case(folder), RULES, None)
    # Without calling again, what is flaky looks like the tool's.
    assert verdict.cause == ("tool" if one.label == "flaky" else one.label), verdict
    assert verdict.rule.startswith(f"{verdict.cause}/")
    assert verdict.why
    assert verdict.advice


def crash() -> Case:
    return FAILURES[0].case(Path())


def answers(*results: CallResult) -> Iterator[CallResult]:
    yield from results


def test_what_fails_again_three_times_is_the_tools() -> None:
    case = crash()
    given = answers(case.failed, case.failed, case.failed)
    verdict = triage(case, RULES, lambda: next(given))
    assert verdict.cause is Cause.TOOL
    assert "fails again" in verdict.why
    assert next(given, None) is None


def test_what_returns_once_is_flaky() -> None:
    case = crash()
    given = answers(case.failed, RETURNED)
    assert triage(case, RULES, lambda: next(given)).cause is Cause.FLAKY


def test_what_fails_otherwise_is_flaky_or_what_the_other_failure_is() -> None:
    case = crash()
    other = replace(case.failed, error="KeyError", message="'a'")
    verdict = triage(case, RULES, lambda: other)
    assert (verdict.cause, "KeyError instead" in verdict.why) == (Cause.FLAKY, True)
    full = replace(case.failed, error="OSError", message="[Errno 28] No space left on device")
    assert triage(case, RULES, lambda: full).rule == "environment/machine"


def test_a_limit_is_waited_for_only_once_more() -> None:
    slow = next(one for one in FAILURES if one.label == "tool" and one.failed.error == "cpu")
    case = slow.case(Path())
    given = answers(case.failed)
    assert triage(case, RULES, lambda: next(given)).rule == "tool/limit"


def test_what_is_not_the_tools_is_never_called_again() -> None:
    def never() -> CallResult:
        raise AssertionError

    caller = next(one for one in FAILURES if one.label == "caller")
    assert triage(caller.case(Path()), RULES, never).cause is Cause.CALLER


def test_a_promise_of_any_exception_promises_nothing() -> None:
    case = crash()
    vague = replace(case, contract=replace(case.contract, raises=("Exception",)))
    assert triage(vague, RULES, None).cause is Cause.TOOL
    exact = replace(case, contract=replace(case.contract, raises=("LookupError",)))
    assert triage(exact, RULES, None).rule == "caller/documented"


def test_without_arguments_the_error_alone_decides() -> None:
    case = replace(crash(), arguments=None)
    assert triage(case, RULES, None).cause is Cause.TOOL
    lost = Failed(
        error="FileNotFoundError",
        message="[Errno 2] No such file or directory: '/nowhere'",
        traceback='File "tool.py", line 3',
        line=3,
        seconds=0.1,
        output="",
        documented=False,
    )
    assert triage(replace(case, failed=lost), RULES, None).rule == "tool/error"
