"""The health score: from 0, when everything fails, to 100, when nothing does.

| term | weight | what |
|---|---|---|
| calls | 5 | of the newest calls of every tool in service, the share that returned |
| tools | 3 | the mean of the tools' own shares, so that a busy tool hides no broken ones |
| learning | 2 | of the newest requests that were tried, the share that a tool came of |

Only calls that count are taken (callers' and the machine's failures do not), at most
``[monitoring] success_rate_window`` for each tool, and as many requests. A term without evidence
is left out and the others carry its weight; without any evidence there is no score. The score is
rounded down. One more success, or a failure that becomes one, never lowers it; one more failure
never raises it.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

WEIGHTS = {"calls": 5, "tools": 3, "learning": 2}


class Share(NamedTuple):
    """So many of so many went well."""

    successes: int
    whole: int

    @property
    def rate(self) -> Fraction:
        """The share, exactly."""
        return Fraction(self.successes, self.whole)


def terms(tools: Sequence[Share], learning: Share) -> dict[str, Fraction]:
    """The terms for which there is evidence, each between 0 and 1."""
    called = [one for one in tools if one.whole]
    found: dict[str, Fraction] = {}
    if called:
        every = Share(sum(one.successes for one in called), sum(one.whole for one in called))
        found["calls"] = every.rate
        found["tools"] = sum((one.rate for one in called), Fraction()) / len(called)
    if learning.whole:
        found["learning"] = learning.rate
    return found


def health(tools: Sequence[Share], learning: Share) -> int | None:
    """The score.

    Args:
        tools: for each tool in service, its newest calls that count and how many returned.
        learning: the newest requests that were tried, and how many a tool came of.
    """
    found = terms(tools, learning)
    if not found:
        return None
    weight = sum(WEIGHTS[name] for name in found)
    return int(100 * sum(WEIGHTS[name] * share for name, share in found.items()) / weight)
