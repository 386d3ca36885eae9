"""What is searched for: values of variables, row by row, and the results that are wanted."""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from chotu_bot.generators.synthesis.expression import Environment, Node
from chotu_bot.generators.synthesis.kinds import DATE, Kind, Value, fingerprint, same


class _Missing:
    """Stands for the value of a program on a probe that it cannot take."""

    def __repr__(self) -> str:
        return "missing"


MISSING = _Missing()


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value that may stand in a program, and what it costs there."""

    value: Value
    cost: int


Stocks = Mapping[str, Sequence[Literal]]
"""Literals by the part that they play: ``separator``, ``index``, …"""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Problem:
    """Variables with their values in the examples, and in the probes after them."""

    variables: tuple[tuple[str, Kind], ...]
    rows: tuple[Environment, ...]
    known: int
    """How many rows are examples."""
    stocks: Stocks
    depth: int = 0
    """In how many loops it stands."""
    needed: frozenset[str] = frozenset()
    """Variables that every program must heed."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Goal:
    """The results of the examples."""

    kind: Kind
    wanted: tuple[Value, ...]

    def as_dates(self) -> "Goal | None":
        """The dates that the wanted texts are, where all are."""
        try:
            days = tuple(dt.date.fromisoformat(one) for one in self.wanted)
        except (ValueError, TypeError):
            return None
        return Goal(kind=DATE, wanted=days)

    def is_met(self, entry: "Entry") -> bool:
        """Whether a program gives all of them."""
        if entry.kind != self.kind and not (entry.kind.is_numeric and self.kind.name == "number"):
            return False
        return all(same(one, other) for one, other in zip(entry.values, self.wanted, strict=False))


class Entry:
    """A program with what it gives on each row, and its length."""

    __slots__ = ("cost", "is_whole", "kind", "node", "values")

    def __init__(self, node: Node, kind: Kind, values: tuple[Value, ...], cost: int) -> None:
        self.node = node
        self.kind = kind
        self.values = values
        self.cost = cost
        self.is_whole = MISSING not in values

    @property
    def key(self) -> tuple[Kind, Hashable]:
        """Shared by programs that no row tells apart."""
        return self.kind, fingerprint(self.kind, self.values)


class OutOfStepsError(Exception):
    """The search has used up what it was given."""


class Meter:
    """Counts steps, so that the same search ends at the same place on every machine."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def take(self, steps: int) -> None:
        """Use some up; raises OutOfStepsError when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise OutOfStepsError

    def part(self, share: float, least: int = 0) -> "Meter":
        """A meter of its own with a share of what is left, which ``settle`` gives back."""
        return Meter(min(self.left, max(least, int(self.left * share))))

    def settle(self, other: "Meter", given: int) -> None:
        """Take what ``other`` used of the steps that it was given."""
        self.left -= given - max(other.left, 0)
