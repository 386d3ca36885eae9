"""Numbers that grow in proportion: slope and offset are read from the results."""

from collections.abc import Iterator
from fractions import Fraction

from chotu_bot.generators.synthesis.bank import Bank
from chotu_bot.generators.synthesis.expression import Apply, Constant, Node
from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.operations.on_numbers import PLUS, TIMES
from chotu_bot.generators.synthesis.problem import MISSING, Entry, Goal

_POINTS = 3
_LONGEST = 3
_FINEST = 1_000


def affine(bank: Bank, goal: Goal) -> Iterator[Entry]:
    """``x * slope + offset`` over the bank's numbers, where enough results lie on it."""
    known = bank.problem.known
    for entry in list(bank.entries(_LONGEST)):
        points = _POINTS if entry.cost == 1 else _POINTS + 1
        if entry.kind.is_numeric and len(set(entry.values[:known])) >= points:
            bank.meter.take(1)
            made = _fitted(entry, goal, known)
            if made is not None and goal.is_met(made):
                yield made


def _fitted(entry: Entry, goal: Goal, known: int) -> Entry | None:
    points = sorted(zip(entry.values[:known], goal.wanted, strict=True))
    (x1, y1), (x2, y2) = points[0], points[-1]
    exact = (_fraction(y2) - _fraction(y1)) / (_fraction(x2) - _fraction(x1))
    slope = exact.limit_denominator(_FINEST)
    offset = (_fraction(y1) - slope * _fraction(x1)).limit_denominator(_FINEST)
    if slope == 0 or not _is_short(slope) or not _is_short(offset):
        return None
    node: Node = entry.node
    values = entry.values
    cost = entry.cost
    if slope != 1:
        factor = _literal(slope)
        node = Apply(TIMES, (node, Constant(factor)))
        values = tuple(one if one is MISSING else one * factor for one in values)
        cost += 2
    if offset != 0:
        summand = _literal(offset)
        node = Apply(PLUS, (node, Constant(summand)))
        values = tuple(one if one is MISSING else one + summand for one in values)
        cost += 2
    return Entry(node, goal.kind, values, cost)


def _fraction(value: float) -> Fraction:
    return Fraction(str(value))


def _is_short(value: Fraction) -> bool:
    """Whether it can be written as a decimal of a few digits."""
    return (value * _FINEST).denominator == 1 and abs(value) < _FINEST * _FINEST


def _literal(value: Fraction) -> Value:
    return int(value) if value.denominator == 1 else float(value)
