"""The life cycle of a version of a tool, computed from what became of its calls.

| state | when |
|---|---|
| probation | fewer than ``minimum_calls`` calls that count |
| quarantined | the whole 95 % interval of its success rate lies under ``quarantine_below`` |
| degraded | the whole interval lies under ``degrade_below`` |
| active | otherwise |
| retired | a person retired it; the ledger says so, whatever the calls say |

Only the newest ``success_rate_window`` calls of the version count, and of them neither those
that failed through their caller nor those that failed through the machine. So whoever calls a
tool with nonsense cannot degrade it, and a tool that works again recovers by working.
"""

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from chotu_bot.journal.calls import Call
from chotu_bot.settings import Monitoring

_Z = 1.96
"""Standard deviations on either side that 95 % of a normal distribution lie within."""


class State(StrEnum):
    """Where a tool is in its life."""

    PROBATION = "probation"
    ACTIVE = "active"
    DEGRADED = "degraded"
    QUARANTINED = "quarantined"
    RETIRED = "retired"

    @property
    def is_bad(self) -> bool:
        """Whether an earlier version should serve instead."""
        return self in {State.DEGRADED, State.QUARANTINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Between which two rates the true one lies, with 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How a version is doing."""

    state: State
    calls: int
    """Calls in the window that count."""
    successes: int
    """Those of them that returned."""
    interval: Interval

    @property
    def rate(self) -> float | None:
        """Share that returned; None before the first call."""
        return self.successes / self.calls if self.calls else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A moment at which a version came into another state."""

    at: float
    """Seconds since the epoch."""
    state: State


def wilson(successes: int, calls: int) -> Interval:
    """Wilson's score interval at 95 %; between 0 and 1 before the first call."""
    if not calls:
        return Interval(low=0.0, high=1.0)
    rate, spread = successes / calls, _Z * _Z / calls
    middle = (rate + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(rate * (1 - rate) / calls + spread / (4 * calls)) / (1 + spread)
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == calls else min(1.0, middle + half)
    return Interval(low=low, high=high)


def condition(newest_first: Iterable[Call], rules: Monitoring) -> Condition:
    """The condition of a version, from its calls; no more of them are taken than are needed."""
    counted = (one.returned for one in newest_first if one.counts)
    return _condition(list(islice(counted, rules.success_rate_window)), rules)


def transitions(oldest_first: Iterable[Call], rules: Monitoring) -> Iterator[Transition]:
    """Every change of state that a version went through, its probation first."""
    window: deque[bool] = deque(maxlen=rules.success_rate_window)
    state: State | None = None
    for one in oldest_first:
        if one.counts:
            window.append(one.returned)
        now = _condition(window, rules).state
        if now is not state:
            state = now
            yield Transition(at=one.at, state=now)


def _condition(window: Iterable[bool], rules: Monitoring) -> Condition:
    results = tuple(window)
    successes = sum(results)
    interval = wilson(successes, len(results))
    return Condition(
        state=_state(len(results), interval, rules),
        calls=len(results),
        successes=successes,
        interval=interval,
    )


def _state(calls: int, interval: Interval, rules: Monitoring) -> State:
    if calls < rules.minimum_calls:
        return State.PROBATION
    if interval.high < rules.quarantine_below:
        return State.QUARANTINED
    return State.DEGRADED if interval.high < rules.degrade_below else State.ACTIVE
