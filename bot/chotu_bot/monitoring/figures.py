"""Figures of each tool, and of all together."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chotu_bot.journal.calls import Call
from chotu_bot.learning.lifecycle import Condition, Interval, State, condition, wilson
from chotu_bot.learning.tuning import Ranked
from chotu_bot.monitoring.health import Share, health
from chotu_bot.monitoring.usage import FAILED, LEARNED, Asked, Usage
from chotu_bot.settings import Monitoring

DAY = 86_400.0
TREND_DAYS = 30
"""Days that a trend line goes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A tool on the served branch, as far as figures must know it."""

    name: str
    version: str
    summary: str
    category: str
    source: str
    """sha256 of its file."""
    landed: float
    """When its version came to be, in seconds since the epoch; 0 where it is not known."""
    retired: bool = False
    pinned: str = ""
    """The version that a person pinned it to; empty where none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRate:
    """One day of a trend: how many calls counted, and how many of them returned."""

    day: int
    """Days since the epoch."""
    calls: int
    successes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An error that a tool met."""

    error: str
    """Class of the error."""
    message: str
    """What it said the last time; empty where it is not kept."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFigures:
    """One tool: how it is used and how it does."""

    subject: Subject
    condition: Condition
    """Of the version on the served branch."""
    calls: int
    """All calls of the tool, whatever the version and whatever came of them."""
    returned: int
    faults: Mapping[str, int]
    """Failed calls by whose fault they were."""
    troubles: tuple[Trouble, ...]
    """Errors that speak against the present version, the most frequent first."""
    p50: float | None
    """Median of the seconds a call took; None without calls."""
    p95: float | None
    last_called: float
    """Seconds since the epoch; 0 for never."""
    tokens: int
    """Tokens that all its versions cost."""
    repairs: int
    """Repair rounds that all its versions took."""
    trend: tuple[DayRate, ...]
    """The last days with calls, oldest first."""

    @property
    def state(self) -> State:
        """Where it is in its life; a person's word counts first."""
        return State.RETIRED if self.subject.retired else self.condition.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Everything together."""

    tools: Mapping[str, int]
    """How many tools are in each state; every state is there."""
    calls: int
    returned: int
    faults: Mapping[str, int]
    counted: int
    """Calls that say something about tools: returned, or failed through the tool."""
    interval: Interval
    """Of the success rate over all calls that count."""
    p50: float | None
    p95: float | None
    requests: int
    learned: int
    """Requests that a tool came of."""
    failed: int
    """Requests that were tried in vain."""
    repairs: int
    """Repair rounds of the learned."""
    tokens: int
    """Tokens that were paid for, in vain or not."""
    seconds: float
    """Time that the learned took together."""
    health: int | None
    """0 to 100, see ``monitoring.health``; None before there is any evidence."""
    events: int

    @property
    def rate(self) -> float | None:
        """Success rate over the calls that count."""
        return self.returned / self.counted if self.counted else None

    @property
    def learning_rate(self) -> float | None:
        """Share of the tried requests that a tool came of."""
        tried = self.learned + self.failed
        return self.learned / tried if tried else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What ``stats``, ``health``, ``status`` and the dashboard show."""

    tools: tuple[ToolFigures, ...]
    """By name."""
    totals: Totals
    writers: tuple[Ranked, ...] = ()
    """Who wrote what for which category, and how often the gate took it; of all tools alone."""


def figures_of(subjects: Iterable[Subject], usage: Usage, rules: Monitoring, now: float) -> Figures:
    """The figures of these tools, as of ``now`` (seconds since the epoch)."""
    tools = tuple(
        _tool(one, usage, rules, now) for one in sorted(subjects, key=lambda one: one.name)
    )
    return Figures(tools=tools, totals=_totals(tools, usage, rules))


def _tool(subject: Subject, usage: Usage, rules: Monitoring, now: float) -> ToolFigures:
    calls = usage.calls.get(subject.name, ())
    own = [one for one in calls if one.is_of(subject.version, subject.source)]
    learned = [one for one in usage.requests if one.tool == subject.name]
    return ToolFigures(
        subject=subject,
        condition=condition(reversed(own), rules),
        calls=len(calls),
        returned=sum(one.returned for one in calls),
        faults=_faults(calls),
        troubles=troubles(own[-rules.success_rate_window :]),
        p50=percentile([one.seconds for one in calls], 50),
        p95=percentile([one.seconds for one in calls], 95),
        last_called=max((one.at for one in calls), default=0.0),
        tokens=sum(one.tokens for one in learned),
        repairs=_repairs(learned),
        trend=_trend(calls, now),
    )


def _totals(tools: Sequence[ToolFigures], usage: Usage, rules: Monitoring) -> Totals:
    calls = [one for made in usage.calls.values() for one in made]
    tried = [one for one in usage.requests if one.outcome in LEARNED | FAILED]
    learned = [one for one in tried if one.outcome in LEARNED]
    counted = [one for one in calls if one.counts]
    returned = sum(one.returned for one in counted)
    states = Counter(one.state for one in tools)
    return Totals(
        tools={state.value: states[state] for state in State},
        calls=len(calls),
        returned=returned,
        faults=_faults(calls),
        counted=len(counted),
        interval=wilson(returned, len(counted)),
        p50=percentile([one.seconds for one in calls], 50),
        p95=percentile([one.seconds for one in calls], 95),
        requests=len(usage.requests),
        learned=len(learned),
        failed=len(tried) - len(learned),
        repairs=_repairs(learned),
        tokens=sum(one.tokens for one in usage.requests),
        seconds=sum(one.seconds for one in learned),
        health=_health(tools, tried[-rules.success_rate_window :]),
        events=usage.events,
    )


def _health(tools: Sequence[ToolFigures], tried: Sequence[Asked]) -> int | None:
    in_service = [one.condition for one in tools if one.state is not State.RETIRED]
    return health(
        [Share(one.successes, one.calls) for one in in_service],
        Share(sum(one.outcome in LEARNED for one in tried), len(tried)),
    )


def _faults(calls: Iterable[Call]) -> dict[str, int]:
    found = Counter(one.fault for one in calls if one.fault is not None)
    return {str(fault): number for fault, number in found.most_common()}


def troubles(calls: Iterable[Call]) -> tuple[Trouble, ...]:
    """Errors of these calls that speak against the tool, the most frequent first."""
    against = [one for one in calls if one.counts and not one.returned]
    said = {one.error: one.message for one in against}
    found = Counter(one.error for one in against)
    return tuple(
        Trouble(error=error, message=said[error], count=number)
        for error, number in found.most_common()
    )


def _repairs(learned: Iterable[Asked]) -> int:
    return sum(max(0, one.rounds - 1) for one in learned)


def _trend(calls: Iterable[Call], now: float) -> tuple[DayRate, ...]:
    first = now // DAY - TREND_DAYS + 1
    days: dict[int, list[bool]] = {}
    for one in calls:
        if one.counts and first <= one.at // DAY <= now // DAY:
            days.setdefault(int(one.at // DAY), []).append(one.returned)
    return tuple(
        DayRate(day=day, calls=len(results), successes=sum(results))
        for day, results in sorted(days.items())
    )


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The nearest-rank percentile; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]
