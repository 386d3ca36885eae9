"""The demand ledger: what was asked for and not got, by capability."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chotu_bot.monitoring.likeness import clusters
from chotu_bot.monitoring.usage import UNMET, Asked
from chotu_bot.ranking import Meaning

_ALIKE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One capability that people asked for in vain."""

    text: str
    """The request that was made most often, verbatim; the first of several."""
    count: int
    """Requests."""
    askers: int
    """Distinct askers."""
    outcomes: tuple[tuple[str, int], ...]
    """What came of the requests, the most frequent first."""
    first: float
    """Seconds since the epoch."""
    last: float


def demands(
    requests: Iterable[Asked],
    read: Callable[[str], Meaning],
    is_served: Callable[[str], bool],
) -> tuple[Demand, ...]:
    """Unmet capabilities; those that most askers, and then most requests, want come first.

    Args:
        requests: oldest first.
        read: reads the meaning of a text.
        is_served: whether some tool serves a request by now.
    """
    unmet = ((one, one.text) for one in requests if one.outcome in UNMET and one.text.strip())
    found = (_demand(cluster.members) for cluster in clusters(unmet, read, _ALIKE))
    open_ = [one for one in found if not is_served(one.text)]
    return tuple(sorted(open_, key=lambda one: (-one.askers, -one.count, one.first, one.text)))


def _demand(members: list[Asked]) -> Demand:
    texts = Counter(" ".join(one.text.split()) for one in members)
    return Demand(
        text=texts.most_common(1)[0][0],
        count=len(members),
        askers=len({one.asker for one in members}),
        outcomes=tuple(Counter(one.outcome for one in members).most_common()),
        first=min(one.at for one in members),
        last=max(one.at for one in members),
    )
