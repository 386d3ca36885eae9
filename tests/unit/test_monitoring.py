"""Figures, the health score, demand and suggestions, from events made up for each test."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.journal.journal import Event
from chotu_bot.learning.analyzer import Analyzer
from chotu_bot.learning.lifecycle import State
from chotu_bot.monitoring.demand import demands
from chotu_bot.monitoring.figures import (
    DAY,
    Figures,
    Subject,
    figures_of,
    percentile,
)
from chotu_bot.monitoring.health import WEIGHTS, Share, health
from chotu_bot.monitoring.likeness import clusters, likeness
from chotu_bot.monitoring.suggestions import (
    failing_suggestions,
    gap_suggestions,
    of_kind,
    overlap_suggestions,
    unused_suggestions,
)
from chotu_bot.monitoring.usage import Usage, usage_of
from chotu_bot.ranking import Meaning
from chotu_bot.settings import Monitoring

NOW = 1_767_225_600.0 + 40 * DAY
RULES = Monitoring()


@pytest.fixture(scope="module")
def read() -> Callable[[str], Meaning]:
    return Analyzer().ranker([]).read


def call(tool: str, at: float = NOW, *, error: str = "", **facts: object) -> Event:
    known = {"version": "1.0.0", "seconds": 0.5, "error": error, **facts}
    outcome = "failed" if error else "returned"
    return Event(kind="call", outcome=outcome, tool=tool, facts=known, at=at)  # type: ignore[arg-type]


def request(outcome: str, text: str = "x", at: float = NOW, **facts: object) -> Event:
    tool = str(facts.pop("tool", ""))
    return Event(
        kind="request",
        outcome=outcome,
        tool=tool,
        facts={"request": text, **facts},  # type: ignore[dict-item]
        at=at,
    )


def subject(name: str, **more: object) -> Subject:
    known = {"version": "1.0.0", "summary": f"Do {name}.", "category": "text", "source": "s"}
    return Subject(name=name, **{**known, "landed": 0.0, **more})  # type: ignore[arg-type]


def figures(usage: Usage, *subjects: Subject) -> Figures:
    return figures_of(subjects, usage, RULES, NOW)


def test_without_events_there_are_no_figures_and_no_score() -> None:
    found = figures(usage_of([]), subject("a"))
    assert found.totals.health is None
    assert found.totals.rate is None
    assert found.totals.learning_rate is None
    assert found.totals.tools["probation"] == 1
    assert found.tools[0].p50 is None
    assert found.tools[0].trend == ()


def test_figures_of_a_tool_and_of_all() -> None:
    usage = usage_of(
        [
            request("landed", tool="a", rounds=3, tokens=900, seconds=4.0, asker="Ada"),
            request("rejected", tool="b", rounds=4, tokens=100),
            request("exists"),
            call("a", seconds=1.0),
            call("a", seconds=2.0),
            call("a", seconds=9.0, error="KeyError", message="'x'"),
            call("a", error="FileNotFoundError"),
            call("gone", error="URLError"),
            Event(kind="approval", outcome="landed", facts={}),
        ]
    )
    found = figures(usage, subject("b"), subject("a"))
    assert [one.subject.name for one in found.tools] == ["a", "b"]
    first = found.tools[0]
    assert (first.calls, first.returned, first.condition.calls) == (4, 2, 3)
    assert first.faults == {"tool": 1, "caller": 1}
    assert [(one.error, one.message, one.count) for one in first.troubles] == [
        ("KeyError", "'x'", 1)
    ]
    assert (first.p50, first.p95, first.tokens, first.repairs) == (1.0, 9.0, 900, 2)
    totals = found.totals
    assert (totals.calls, totals.counted, totals.returned) == (5, 3, 2)
    assert (totals.requests, totals.learned, totals.failed) == (3, 1, 1)
    assert (totals.tokens, totals.seconds, totals.repairs, totals.events) == (1000, 4.0, 2, 9)
    assert totals.learning_rate == 0.5
    assert totals.health == int(100 * (5 * 2 / 3 + 3 * 2 / 3 + 2 * 1 / 2) / 10)


def test_only_calls_of_the_present_version_make_its_rate_and_its_trend_ends_today() -> None:
    usage = usage_of(
        [
            call("a", NOW - 50 * DAY, version="0.9.0"),
            call("a", NOW - 2 * DAY, source="old", error="KeyError"),
            call("a", NOW - 2 * DAY, source="s"),
            call("a", NOW),
        ]
    )
    found = figures(usage, subject("a")).tools[0]
    assert (found.calls, found.condition.calls, found.condition.rate) == (4, 2, 1.0)
    today = int(NOW // DAY)
    assert [(one.day, one.calls, one.successes) for one in found.trend] == [
        (today - 2, 2, 1),
        (today, 1, 1),
    ]


def test_a_retired_tool_has_its_state_and_does_not_weigh_on_the_score() -> None:
    usage = usage_of([*[call("bad", error="KeyError")] * 20, *[call("good")] * 20])
    assert figures(usage, subject("bad"), subject("good")).totals.health == 50
    found = figures(usage, subject("bad", retired=True), subject("good"))
    assert found.totals.health == 100
    assert found.tools[0].state is State.RETIRED
    assert found.totals.tools["retired"] == 1


def test_odd_facts_are_no_figures() -> None:
    usage = usage_of([request("landed", rounds="many", tokens=None)])
    assert (usage.requests[0].rounds, usage.requests[0].asker) == (0, "unknown")
    assert (usage.since, usage.events) == (NOW, 1)


@pytest.mark.parametrize(("percent", "value"), [(50, 2), (95, 4), (100, 4), (1, 1)])
def test_percentiles_are_values_that_were_measured(percent: int, value: int) -> None:
    assert percentile([4, 1, 3, 2], percent) == value


# The health score

shares = st.integers(1, 200).flatmap(
    lambda whole: st.builds(Share, st.integers(0, whole), st.just(whole))
)
maybe = st.one_of(st.just(Share(0, 0)), shares)


@given(st.lists(maybe, max_size=8), maybe)
def test_the_score_lies_between_nothing_and_everything(tools: list[Share], learn: Share) -> None:
    score = health(tools, learn)
    evidence = any(one.whole for one in (*tools, learn))
    assert (score is not None) == evidence
    assert score is None or 0 <= score <= 100


@given(st.lists(maybe, max_size=8), maybe)
def test_the_score_is_0_when_everything_fails_and_100_when_nothing_does(
    tools: list[Share], learn: Share
) -> None:
    failing = health([Share(0, one.whole) for one in tools], Share(0, learn.whole))
    working = health(
        [Share(one.whole, one.whole) for one in tools], Share(learn.whole, learn.whole)
    )
    assert failing in {None, 0}
    assert working in {None, 100}


@given(st.lists(maybe, min_size=1, max_size=8), maybe, st.integers(0, 8))
def test_the_score_is_monotone_in_every_success_and_failure(
    tools: list[Share], learn: Share, place: int
) -> None:
    """The last place stands for learning; the others for the tools."""
    everything = [*tools, learn]
    at = place % len(everything)
    before = health(tools, learn)

    def with_one(change: Callable[[Share], Share]) -> int:
        changed = [change(one) if n == at else one for n, one in enumerate(everything)]
        score = health(changed[:-1], changed[-1])
        assert score is not None
        return score

    better = with_one(lambda one: Share(one.successes + 1, one.whole + 1))
    worse = with_one(lambda one: Share(one.successes, one.whole + 1))
    assert worse <= better
    if before is not None:
        assert worse <= before <= better
    if everything[at].successes < everything[at].whole:
        assert before is not None
        assert with_one(lambda one: Share(one.successes + 1, one.whole)) >= before


def test_the_documented_weights_are_those_in_force() -> None:
    assert WEIGHTS == {"calls": 5, "tools": 3, "learning": 2}
    assert health([Share(1, 1)], Share(0, 0)) == 100
    assert health([Share(1, 2), Share(8, 8)], Share(1, 4)) == int(
        100 * (5 * 9 / 10 + 3 * 3 / 4 + 2 / 4) / 10
    )
    formula = str(sys.modules[health.__module__].__doc__)
    assert all(f"| {name} | {weight} |" in formula for name, weight in WEIGHTS.items())


# Demand


def test_requests_for_one_capability_are_counted_together(
    read: Callable[[str], Meaning],
) -> None:
    asked = [
        request("no_generator", "translate text to Klingon", NOW - 5, asker="Ada"),
        request("gap", "text to  Klingon translation", NOW - 4, asker="Bob"),
        request("rejected", "translate text to Klingon", NOW - 3, asker="Ada"),
        request("no_generator", "merge PDF files", NOW - 2),
        request("no_generator", "split a PDF file", NOW - 2),
        request("no_generator", "  "),
        request("landed", "count words"),
        request("unclear", "do it"),
    ]
    found = demands(usage_of(asked).requests, read, lambda _: False)
    assert [(one.text, one.count, one.askers) for one in found] == [
        ("translate text to Klingon", 3, 2),
        ("merge PDF files", 1, 1),
        ("split a PDF file", 1, 1),
    ]
    assert found[0].outcomes == (("no_generator", 1), ("gap", 1), ("rejected", 1))
    assert (found[0].first, found[0].last) == (NOW - 5, NOW - 3)
    open_ = demands(usage_of(asked).requests, read, lambda text: "PDF" in text)
    assert [one.text for one in open_] == ["translate text to Klingon"]


def test_more_askers_weigh_more_than_more_requests(read: Callable[[str], Meaning]) -> None:
    asked = [
        *[request("gap", "solve a sudoku", asker="Ada")] * 5,
        *[request("gap", "merge PDF files", asker=who) for who in ("Bob", "Cy")],
    ]
    found = demands(usage_of(asked).requests, read, lambda _: False)
    assert [one.count for one in found] == [2, 5]


def test_the_same_things_done_otherwise_are_another_capability(
    read: Callable[[str], Meaning],
) -> None:
    assert likeness(read("csv to json"), read("json to csv")) == 0
    assert likeness(read("merge pdf files"), read("split pdf files")) == 0
    assert likeness(read("merge pdf files"), read("combine two PDFs")) > 0.8
    assert likeness(read("frobnicate"), read("frobnicate")) == 1
    assert likeness(read("merge pdf files"), read("the")) == 0
    texts = ["please", "please help", "please"]
    assert [one.members for one in clusters([(t, t) for t in texts], read, 0.9)] == [
        ["please", "please"],
        ["please help"],
    ]


# Suggestions


def test_a_gap_comes_with_the_command_that_learns_it(read: Callable[[str], Meaning]) -> None:
    asked = [request("gap", 'say it\'s "done"; rm -rf', asker="Ada")]
    (found,) = gap_suggestions(demands(usage_of(asked).requests, read, lambda _: False))
    assert found.why == "1 request by 1 asker: 1 gap"
    assert found.command == "chotu-bot learn 'say it'\"'\"'s \"done\"; rm -rf'"


def test_what_fails_is_named_with_its_dominant_error_worst_first() -> None:
    usage = usage_of(
        [
            *[call("worst", error="KeyError", message="'a\nb'")] * 8,
            *[call("worst", error="IndexError")] * 4,
            *[call("bad", error="IndexError")] * 10,
            *[call("bad")] * 10,
            *[call("fine")] * 20,
        ]
    )
    tools = figures(usage, subject("fine"), subject("bad"), subject("worst")).tools
    found = list(failing_suggestions(tools, {"bad": "0.9.0"}.get, {"bad": "improve/bad"}))
    assert [one.subject for one in found] == ["worst", "bad"]
    assert found[0].why == "1.0.0 is quarantined: 0 of 12 calls returned, 8 times KeyError"
    assert found[0].command == "chotu-bot improve worst --error 'KeyError: '\"'\"'a b'\"'\"''"
    assert found[1].why.endswith("0.9.0 serves instead; improve/bad waits for a person")
    assert found[1].command == "chotu-bot approve bad"


def test_what_lies_idle_may_go_once_the_journal_is_old_enough() -> None:
    old = {"landed": NOW - 35 * DAY}
    usage = usage_of([call("used", NOW - 2 * DAY), call("once", NOW - 36 * DAY)])
    tools = figures(
        usage,
        subject("used", **old),
        subject("once", **old),
        subject("never", **old),
        subject("fresh", landed=NOW - DAY),
        subject("kept", pinned="1.0.0", **old),
        subject("gone", retired=True, **old),
    ).tools
    found = list(unused_suggestions(tools, NOW - 60 * DAY, NOW))
    assert [(one.subject, one.why.partition(" in")[0]) for one in found] == [
        ("never", "never called"),
        ("once", "not called"),
    ]
    assert found[0].command == "chotu-bot retire never --reason unused"
    assert list(unused_suggestions(tools, NOW - 5 * DAY, NOW)) == []


def test_of_tools_that_say_the_same_the_less_used_may_go(read: Callable[[str], Meaning]) -> None:
    usage = usage_of([call("join_pdfs")])
    tools = figures(
        usage,
        subject("merge_pdf", summary="Merge PDF files into one."),
        subject("join_pdfs", summary="Combine PDF files into one."),
        subject("split_pdf", summary="Split a PDF file into pages."),
        subject("old_merge", summary="Merge PDF files into one.", retired=True),
    ).tools
    (found,) = overlap_suggestions(tools, read)
    assert found.subject == "merge_pdf"
    assert found.command == "chotu-bot retire merge_pdf --reason 'join_pdfs does the same'"
    assert of_kind("overlap", [found]) == (found,)
    assert of_kind("gap", [found]) == ()


def test_what_is_long_is_cut_for_the_screen() -> None:
    usage = usage_of([call("a", error="KeyError", message="x" * 500)] * 10)
    (found,) = failing_suggestions(figures(usage, subject("a")).tools, lambda _: None, {})
    assert len(found.command) < 170
    assert found.command.endswith("…'")
