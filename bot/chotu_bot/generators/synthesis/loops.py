"""Loops over the lists of a bank: what is made of an item, and of all items together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chotu_bot.generators.synthesis.bank import Bank
from chotu_bot.generators.synthesis.expression import (
    Each,
    Form,
    Variable,
    bound,
    looped,
    walk,
)
from chotu_bot.generators.synthesis.kinds import Kind, Value, list_of
from chotu_bot.generators.synthesis.problem import MISSING, Entry, OutOfStepsError, Problem

DEEPEST = 2
_MOST_ITEMS = 60
_LONGEST_BODY = 4
_BODY_STEPS = 20_000
_ORDERS: Sequence[Form] = ("sort", "sort_down", "max", "min")
_EXTRA: Mapping[Form, int] = {"max": 1, "min": 1, "sort_down": 1}
"""What a form adds to the length of a program."""
_ORDERED = frozenset({"integer", "number", "text"})


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """What a loop over one list sees: the item and everything outside."""

    source: Entry
    problem: Problem
    names: tuple[str, ...]
    sizes: tuple[int | None, ...]
    """Items per outer row; None where the list itself is missing."""

    def regrouped(self, values: Sequence[Value]) -> list[list[Value] | None]:
        """Values of a body per outer row; None where any is missing."""
        found: list[list[Value] | None] = []
        start = 0
        for size in self.sizes:
            part = list(values[start : start + (size or 0)])
            found.append(None if size is None or MISSING in part else part)
            start += size or 0
        return found

    def uses_item(self, entry: Entry) -> bool:
        """Whether a body looks at the item at all."""
        return any(isinstance(one, Variable) and one.name in self.names for one in walk(entry.node))


def inside(bank: Bank, source: Entry) -> Inside | None:
    """The problem inside a loop over ``source``; None for lists too long to look at."""
    outer = bank.problem
    item = source.kind.items[0]
    kinds = item.items if item.name == "pair" else (item,)
    names = tuple(f"item{outer.depth}{'ab'[place]}" for place in range(len(kinds)))
    sizes = tuple(None if one is MISSING else len(one) for one in source.values)
    known = sum(size or 0 for size in sizes[: outer.known])
    if not 0 < known <= _MOST_ITEMS:
        return None
    rows = [
        {**row, **bound(names, one)}
        for row, items in zip(outer.rows, source.values, strict=True)
        if items is not MISSING
        for one in items
    ]
    problem = replace(
        outer,
        variables=(*zip(names, kinds, strict=True), *outer.variables),
        rows=tuple(rows),
        known=known,
        depth=outer.depth + 1,
        needed=frozenset(),
    )
    return Inside(source, problem, names, sizes)


class Loops:
    """Adds loops to a bank, as long as its present level."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._bodies: dict[str, tuple[Inside, Bank] | None] = {}

    def grow(self) -> list[Entry]:
        """The loops whose list and body are together as long as the level."""
        bank = self._bank
        if bank.problem.depth >= DEEPEST - 1:
            return []
        added = []
        for cost in range(1, bank.cost):
            for source in self._lists(cost):
                added += [one for one in self._over(source) if bank.add(one)]
        return added

    def _lists(self, cost: int) -> list[Entry]:
        found = self._bank.levels[cost].items()
        return [entry for kind, entries in found if kind.name == "list" for entry in entries]

    def _over(self, source: Entry) -> Iterator[Entry]:
        length = self._bank.cost - source.cost
        if length > _LONGEST_BODY:
            return
        known = self._sub_bank(source)
        if known is None:
            return
        within, bodies = known
        for kind, entries in self._level(bodies, length):
            for body in entries:
                if within.uses_item(body):
                    yield from self._made(within, kind, body)

    def _sub_bank(self, source: Entry) -> tuple[Inside, Bank] | None:
        key = f"{source.kind}{source.values!r}"
        if key not in self._bodies:
            within = inside(self._bank, source)
            meter = self._bank.meter.part(0.2, _BODY_STEPS)
            self._bodies[key] = (within, Bank(within.problem, meter)) if within else None
        return self._bodies[key]

    def _level(self, bodies: Bank, length: int) -> list[tuple[Kind, list[Entry]]]:
        while bodies.cost < length:
            given = bodies.meter.left
            try:
                bodies.grow()
            except OutOfStepsError:
                bodies.meter.left = 0
            self._bank.meter.take(given - bodies.meter.left)
        return list(bodies.levels[length].items()) if len(bodies.levels) > length else []

    def _made(self, within: Inside, kind: Kind, body: Entry) -> Iterator[Entry]:
        self._bank.meter.take(len(body.values))
        source = within.source
        groups = within.regrouped(body.values)
        single = len(within.names) == 1
        if kind.name == "boolean":
            yield self._loop("filter", within, body, groups, source.kind)
        elif kind.name in _ORDERED and single and not isinstance(body.node, Variable):
            for form in _ORDERS:
                picks = form in {"max", "min"}
                item = source.kind.items[0]
                if picks and any(size == 0 for size in within.sizes[: self._bank.problem.known]):
                    continue
                yield self._loop(form, within, body, groups, item if picks else source.kind)
        if not (single and isinstance(body.node, Variable)):
            yield self._loop("map", within, body, groups, list_of(kind))

    def _loop(
        self,
        form: Form,
        within: Inside,
        body: Entry,
        groups: Sequence[list[Value] | None],
        kind: Kind,
    ) -> Entry:
        source = within.source
        values = tuple(
            MISSING
            if bodies is None or (form in {"max", "min"} and not bodies)
            else looped(form, items, bodies)
            for items, bodies in zip(source.values, groups, strict=True)
        )
        node = Each(form, source.node, within.names, body.node)
        extra = _EXTRA.get(form, 0)
        return Entry(node, kind, values, self._bank.cost + extra)
