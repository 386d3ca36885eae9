"""The life cycle of a version, from its calls and the [monitoring] bars."""

from collections.abc import Iterable
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.journal.calls import Call, Fault, call_of, calls_in
from chotu_bot.journal.journal import Event
from chotu_bot.learning.lifecycle import State, condition, transitions, wilson
from chotu_bot.settings import Monitoring, load

RULES = Monitoring()


def calls(*faults: Fault | None) -> list[Call]:
    """Calls in the order they were made, one a minute."""
    clock = count(0, 60)
    return [
        Call(
            tool="shout",
            version="1.0.0",
            source="",
            at=float(next(clock)),
            seconds=0.01,
            fault=fault,
            error="ValueError" if fault else "",
            message="",
        )
        for fault in faults
    ]


def state(made: Iterable[Call], rules: Monitoring = RULES) -> State:
    return condition(reversed(list(made)), rules).state


def test_a_new_version_is_on_probation_until_enough_calls_count() -> None:
    assert state([]) is State.PROBATION
    assert condition([], RULES).rate is None
    assert state(calls(*[None] * 9)) is State.PROBATION
    assert state(calls(*[None] * 10)) is State.ACTIVE
    assert state(calls(*["tool"] * 9)) is State.PROBATION


def test_a_version_that_mostly_fails_is_degraded_then_quarantined() -> None:
    assert state(calls(*[None] * 6, *["tool"] * 4)) is State.ACTIVE  # up to 83 % is plausible
    assert state(calls(*[None] * 10, *["tool"] * 10)) is State.DEGRADED
    assert state(calls(*[None] * 1, *["tool"] * 9)) is State.QUARANTINED
    assert state(calls(*[None] * 10, *["flaky"] * 10)) is State.DEGRADED


def test_a_caller_who_passes_nonsense_degrades_nothing() -> None:
    assert state(calls(*["caller"] * 500)) is State.PROBATION
    assert state(calls(*[None] * 10, *["caller", "environment"] * 500)) is State.ACTIVE


def test_a_version_recovers_by_working() -> None:
    ill = [None] * 20 + ["tool"] * 30
    assert state(calls(*ill)) is State.DEGRADED
    assert state(calls(*ill, *[None] * 100)) is State.ACTIVE


def test_every_change_of_state_has_its_moment() -> None:
    made = calls(*[None] * 10, *["tool"] * 10, *["caller"] * 10, *[None] * 100)
    found = list(transitions(made, RULES))
    assert [one.state for one in found] == [
        State.PROBATION,
        State.ACTIVE,
        State.DEGRADED,
        State.ACTIVE,
    ]
    assert found[0].at == 0
    assert found[1].at == 9 * 60
    assert 10 * 60 < found[2].at < 20 * 60
    assert state(made) is found[-1].state


@pytest.mark.parametrize(
    ("line", "made", "before", "after"),
    [
        ("minimum_calls = 3", [None] * 3, State.PROBATION, State.ACTIVE),
        ("degrade_below = 0.3", [None, "tool"] * 10, State.DEGRADED, State.ACTIVE),
        ("quarantine_below = 0.75", [None, "tool"] * 10, State.DEGRADED, State.QUARANTINED),
        ("success_rate_window = 10", ["tool"] * 40 + [None] * 10, State.QUARANTINED, State.ACTIVE),
    ],
)
def test_each_monitoring_key_changes_the_state(
    line: str, made: list[Fault | None], before: State, after: State
) -> None:
    assert state(calls(*made)) is before
    assert state(calls(*made), load(f"[monitoring]\n{line}\n", {}).monitoring) is after


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_holds_the_rate_and_moves_with_it(successes: int, failures: int) -> None:
    whole = successes + failures
    found = wilson(successes, whole)
    assert 0 <= found.low <= found.high <= 1
    if whole:
        assert found.low <= successes / whole <= found.high
    better = wilson(successes + 1, whole + 1)
    worse = wilson(successes, whole + 1)
    assert worse.high <= found.high
    assert worse.low <= better.low
    assert better.high >= worse.high


def test_the_interval_of_nothing_says_nothing() -> None:
    found = wilson(0, 0)
    assert (found.low, found.high) == (0.0, 1.0)
    assert round(wilson(8, 10).low, 3) == 0.49  # from the tables
    assert round(wilson(8, 10).high, 3) == 0.943


def event(outcome: str = "failed", **facts: object) -> Event:
    return Event(kind="call", outcome=outcome, tool="shout", facts=facts, at=5.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"error": "ZeroDivisionError"}, "tool"),
        ({"error": "shout.Odd", "documented": True}, "caller"),
        ({"error": "FileNotFoundError"}, "caller"),
        ({"error": "urllib.error.URLError"}, "environment"),
        ({"error": "timeout"}, "tool"),
    ],
)
def test_without_triage_a_failure_is_blamed_by_its_error(
    facts: dict[str, object], fault: Fault
) -> None:
    assert call_of(event(**facts)).fault == fault


def triaged(cause: str, **facts: object) -> Event:
    return Event(kind="failure", outcome=cause, tool="shout", facts=facts)  # type: ignore[arg-type]


def test_what_triage_found_holds_even_where_another_process_came_between() -> None:
    key = {"version": "1.0.0", "error": "KeyError"}
    found = calls_in(
        [
            triaged("caller", **key),
            triaged("caller"),
            event(**key),
            event("returned", version="1.0.0"),
            event(version="1.0.0", error="IndexError"),
            triaged("flaky", version="1.0.0", error="IndexError"),
            triaged("environment", **key),
            triaged("caller", **key),
            event(**key),
            triaged("nonsense", **key),
        ]
    )
    assert [one.fault for one in found] == ["environment", None, "flaky", "tool"]


def test_a_call_is_of_the_file_that_ran_whatever_its_number() -> None:
    call = call_of(event("returned", version="1.1.0", source="aa", seconds=0.5))
    assert (call.returned, call.counts, call.seconds, call.at) == (True, True, 0.5, 5.0)
    assert call.is_of("1.0.0", "aa")
    assert not call.is_of("1.1.0", "bb")
    assert call_of(event("returned", version="1.1.0")).is_of("1.1.0", "bb")
    assert call_of(event(seconds="odd")).seconds == 0.0
