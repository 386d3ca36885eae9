"""A simulated month: 10,000 calls of 60 tools that drift; the right states at the right moments."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from chotu_bot.journal.calls import Call, calls_in
from chotu_bot.journal.journal import Event, Journal
from chotu_bot.learning.analyzer import Analyzer
from chotu_bot.learning.lifecycle import State, Transition, transitions
from chotu_bot.monitoring.demand import demands
from chotu_bot.monitoring.figures import Figures, Subject, figures_of
from chotu_bot.monitoring.suggestions import (
    failing_suggestions,
    gap_suggestions,
    unused_suggestions,
)
from chotu_bot.monitoring.usage import usage_of
from chotu_bot.settings import Monitoring
from month import CALLS, DAY, DAYS, START, Actor, cast, events, plant

pytestmark = pytest.mark.acceptance

RULES = Monitoring()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Event, ...]:
    """The month as the journal gives it back."""
    path = tmp_path_factory.mktemp("month") / "journal.db"
    plant(path, events({}))
    return tuple(Journal(path).events())


@pytest.fixture(scope="module")
def lives(month: tuple[Event, ...]) -> dict[str, list[Transition]]:
    """Every change of state, by tool."""
    made: dict[str, list[Call]] = {}
    for one in calls_in(month):
        made.setdefault(one.tool, []).append(one)
    return {name: list(transitions(calls, RULES)) for name, calls in made.items()}


def of(kind: str) -> list[Actor]:
    return [one for one in cast() if one.kind == kind]


def states(life: Iterable[Transition]) -> list[State]:
    return [one.state for one in life]


def day(one: Transition) -> float:
    """Days since the month began."""
    return (one.at - START) / DAY


def figures_at(month: tuple[Event, ...], when: float) -> Figures:
    """The figures as somebody saw them on a day of the month."""
    now = START + when * DAY
    usage = usage_of(one for one in month if one.at <= now)
    subjects = [
        Subject(
            name=one.name,
            version="1.0.0",
            summary=one.summary,
            category="text",
            source="",
            landed=START,
        )
        for one in cast()
    ]
    return figures_of(subjects, usage, RULES, now)


def test_the_month_has_ten_thousand_calls_of_sixty_tools_and_is_the_same_every_time(
    month: tuple[Event, ...],
) -> None:
    assert sum(one.kind == "call" for one in month) == CALLS == 10_000
    assert len(cast()) == 60
    again = tuple(events({}))
    assert [(one.at, one.tool, one.outcome, one.facts) for one in month] == [
        (one.at, one.tool, one.outcome, one.facts) for one in again
    ]


def test_every_tool_leaves_probation_after_as_many_calls_as_are_demanded(
    month: tuple[Event, ...], lives: dict[str, list[Transition]]
) -> None:
    for name, life in lives.items():
        counted = [one for one in calls_in(month) if one.tool == name and one.counts]
        assert states(life)[0] is State.PROBATION
        assert life[1].at == counted[RULES.minimum_calls - 1].at


def test_a_steady_tool_is_never_called_bad(lives: dict[str, list[Transition]]) -> None:
    for one in of("steady"):
        assert states(lives[one.name]) == [State.PROBATION, State.ACTIVE]


def test_callers_who_pass_nonsense_degrade_nothing(
    month: tuple[Event, ...], lives: dict[str, list[Transition]]
) -> None:
    for one in of("abused"):
        assert states(lives[one.name]) == [State.PROBATION, State.ACTIVE]
    tools = {one.subject.name: one for one in figures_at(month, DAYS).tools}
    assert all(tools[one.name].faults["caller"] > 150 for one in of("abused"))


def test_a_tool_that_breaks_is_degraded_within_days_and_recovers_by_working(
    lives: dict[str, list[Transition]],
) -> None:
    for one in of("breaking"):
        life = lives[one.name]
        assert states(life)[:2] == [State.PROBATION, State.ACTIVE]
        ill = [change for change in life if change.state.is_bad]
        assert 10 < day(ill[0]) < 14, one.name
        assert ill[0].state is State.DEGRADED
        assert life[-1].state is State.ACTIVE
        assert 17 < day(life[-1]) < 22, one.name


def test_a_tool_that_decays_is_degraded_once_it_is_worse_than_the_bar_and_stays_so(
    lives: dict[str, list[Transition]],
) -> None:
    for one in of("decaying"):
        first = next(change for change in lives[one.name] if change.state.is_bad)
        assert one.rate(day(first)) < RULES.degrade_below, one.name
        assert day(first) < 20
        assert lives[one.name][-1].state.is_bad


def test_a_tool_that_never_works_is_quarantined_as_soon_as_it_is_known(
    lives: dict[str, list[Transition]],
) -> None:
    for one in of("hopeless"):
        assert states(lives[one.name]) == [State.PROBATION, State.QUARANTINED]


def test_suggestions_come_and_go_with_the_figures(month: tuple[Event, ...]) -> None:
    def failing(when: float) -> set[str]:
        tools = figures_at(month, when).tools
        return {
            one.subject.rstrip("_0123456789")
            for one in failing_suggestions(tools, lambda _: None, {})
        }

    assert failing(0.1) == set()
    assert failing(9.5) == {"hopeless"}
    assert failing(16) >= {"hopeless", "breaking"}
    assert failing(DAYS) == {"hopeless", "decaying"}
    worst = next(failing_suggestions(figures_at(month, DAYS).tools, lambda _: None, {}))
    assert "times KeyError" in worst.why
    idle = [one.name for one in of("idle")]
    month_end = figures_at(month, DAYS + 1)
    found = unused_suggestions(month_end.tools, START, START + (DAYS + 1) * DAY)
    assert [one.subject for one in found] == idle
    early = figures_at(month, DAYS - 1)
    assert list(unused_suggestions(early.tools, START, START + (DAYS - 1) * DAY)) == []


def test_demand_grows_with_the_month(month: tuple[Event, ...]) -> None:
    read = Analyzer().ranker([]).read

    def wanted(when: float) -> list[tuple[str, int, int]]:
        asked = usage_of(one for one in month if one.at <= START + when * DAY).requests
        found = demands(asked, read, lambda text: text == "merge PDF files")
        return [(one.text, one.count, one.askers) for one in found]

    assert wanted(1) == []
    assert wanted(DAYS) == [
        ("translate text to Klingon", 9, 4),
        ("solve a sudoku", 6, 3),
        ("moon phase calculator", 4, 1),
    ]
    (first, *_) = gap_suggestions(demands(usage_of(month).requests, read, lambda _: False))
    assert first.command == "chotu-bot learn 'translate text to Klingon'"


def test_the_score_falls_while_tools_are_broken_and_rises_again(month: tuple[Event, ...]) -> None:
    before, during, after = (figures_at(month, when).totals.health for when in (9.5, 16.5, 24))
    assert before is not None
    assert during is not None
    assert after is not None
    assert during < before
    assert during < after


def test_the_journal_of_a_month_is_read_from_a_file(tmp_path: Path) -> None:
    plant(tmp_path / "journal.db", list(events({}))[:50])
    assert len(list(Journal(tmp_path / "journal.db").events(newest=7))) == 7
