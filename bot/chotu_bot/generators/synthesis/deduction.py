"""What wanted results give away: parts of a text, fields of a record, the body of a loop."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from chotu_bot.generators.synthesis.affine import affine
from chotu_bot.generators.synthesis.bank import Bank
from chotu_bot.generators.synthesis.expression import (
    Apply,
    Constant,
    Each,
    Either,
    Entries,
    Fields,
    MappingForm,
    entered,
)
from chotu_bot.generators.synthesis.joining import joined
from chotu_bot.generators.synthesis.kinds import BOOLEAN, TEXT, Value, list_of, map_of
from chotu_bot.generators.synthesis.loops import DEEPEST, Inside, inside
from chotu_bot.generators.synthesis.operations.on_text import JOIN
from chotu_bot.generators.synthesis.problem import MISSING, Entry, Goal, Problem

SolvePart: TypeAlias = Callable[[Problem, Goal], tuple[Entry, ...]]
_MOST_SOURCES = 12
_MOST_BODIES = 3
_DEEPEST_BODY = 3
_ENOUGH_BODIES = 6


class Deduction:
    """Splits a goal into smaller ones over the programs of a bank."""

    def __init__(self, bank: Bank, goal: Goal, solve: SolvePart) -> None:
        self._bank = bank
        self._goal = goal
        self._solve = solve
        self._tried: set[str] = set()

    def programs(self, limit: int) -> Iterator[Entry]:
        """Programs found this way; ``limit`` is the length beyond which none is wanted."""
        goal = self._goal
        if goal.kind.name == "text":
            yield from joined(self._bank, goal)
            yield from self._glued()
        if goal.kind.name == "record":
            yield from self._fields()
        if goal.kind.is_numeric:
            yield from affine(self._bank, goal)
        if goal.kind.name in {"text", "integer", "number"}:
            yield from self._choices()
        if goal.kind.name in {"list", "map"} and self._bank.problem.depth < DEEPEST:
            yield from self._loops(limit)

    def _once(self, *what: object) -> bool:
        key = repr(what)
        if key in self._tried:
            return False
        self._tried.add(key)
        return True

    def _loops(self, limit: int) -> Iterator[Entry]:
        lists = [one for one in self._bank.entries(limit - 2) if one.kind.name == "list"]
        lists.sort(key=lambda one: one.kind.items[0].name != "pair")
        fitting = [one for one in lists if self._fits(one)]
        for source in fitting[:_MOST_SOURCES]:
            within = inside(self._bank, source)
            if within is None or not self._once(source.kind, source.values):
                continue
            if self._goal.kind.name == "list":
                yield from self._mapped(within)
            else:
                yield from self._entered(within)

    def _fits(self, source: Entry) -> bool:
        """Whether a loop over this list could have as many results as are wanted."""
        sizes = [len(one) for one in source.values[: self._bank.problem.known]]
        wanted = [len(one) for one in self._goal.wanted]
        if self._goal.kind.name == "map" and self._goal.kind.items[0].name == "list":
            return all(size >= least for size, least in zip(sizes, wanted, strict=True))
        return sizes == wanted

    def _mapped(self, within: Inside) -> Iterator[Entry]:
        wanted = tuple(part for one in self._goal.wanted for part in one)
        goal = Goal(kind=self._goal.kind.items[0], wanted=wanted)
        for body in self._solve(within.problem, goal)[:_MOST_BODIES]:
            if within.uses_item(body):
                yield self._loop(within, body)

    def _loop(self, within: Inside, body: Entry) -> Entry:
        groups = within.regrouped(body.values)
        values = tuple(MISSING if one is None else one for one in groups)
        node = Each("map", within.source.node, within.names, body.node)
        return Entry(
            node, list_of(self._goal.kind.items[0]), values, within.source.cost + body.cost
        )

    def _entered(self, within: Inside) -> Iterator[Entry]:
        bodies = Bank(within.problem, self._bank.meter)
        while bodies.cost < _DEEPEST_BODY and sum(1 for _ in bodies.entries()) < _ENOUGH_BODIES:
            bodies.grow()
        entries = [one for one in bodies.entries() if within.uses_item(one)]
        keys = [one for one in entries if one.kind == TEXT]
        kinds = self._goal.kind.items
        forms: list[tuple[MappingForm, object]] = [("index", kinds[0])]
        if kinds[0].name == "list":
            forms.append(("group", kinds[0].items[0]))
        for form, kind in forms:
            values = [one for one in entries if one.kind == kind]
            for key in keys:
                for value in values:
                    self._bank.meter.take(1)
                    made = self._mapping(form, within, key, value)
                    if made is not None and self._goal.is_met(made):
                        yield made

    def _mapping(self, form: MappingForm, within: Inside, key: Entry, body: Entry) -> Entry | None:
        pairs = zip(within.regrouped(key.values), within.regrouped(body.values), strict=True)
        values: list[Value] = [
            MISSING if keys is None or bodies is None else entered(form, keys, bodies)
            for keys, bodies in pairs
        ]
        node = Entries(form, within.source.node, within.names, key.node, body.node)
        cost = within.source.cost + key.cost + body.cost
        return Entry(node, map_of(self._goal.kind.items[0]), tuple(values), cost)

    def _fields(self) -> Iterator[Entry]:
        if not self._once("fields"):
            return
        columns = []
        for key, kind in zip(self._goal.kind.keys, self._goal.kind.items, strict=True):
            goal = Goal(kind=kind, wanted=tuple(one[key] for one in self._goal.wanted))
            found = self._solve(replace(self._bank.problem, needed=frozenset()), goal)
            if not found:
                return
            columns.append(found[:_MOST_BODIES])
        best = [column[0] for column in columns]
        yield self._record(best)
        for place, column in enumerate(columns):
            for other in column[1:]:
                yield self._record([*best[:place], other, *best[place + 1 :]])

    def _record(self, parts: list[Entry]) -> Entry:
        keys = self._goal.kind.keys
        rows = zip(*(part.values for part in parts), strict=True)
        values = tuple(
            MISSING if MISSING in row else dict(zip(keys, row, strict=True)) for row in rows
        )
        node = Fields(tuple(zip(keys, (part.node for part in parts), strict=True)))
        return Entry(node, self._goal.kind, values, sum(part.cost for part in parts))

    def _glued(self) -> Iterator[Entry]:
        """Texts that are lists with something between."""
        if self._bank.problem.depth or not self._once("glued"):
            return
        for glue in self._bank.problem.stocks["glue"]:
            if not any(glue.value in one for one in self._goal.wanted):
                continue
            wanted = tuple(_cut(one, glue.value) for one in self._goal.wanted)
            goal = Goal(kind=list_of(TEXT), wanted=wanted)
            for one in self._solve(self._bank.problem, goal)[:_MOST_BODIES]:
                values = tuple(v if v is MISSING else glue.value.join(v) for v in one.values)
                node = Apply(JOIN, (one.node, Constant(glue.value)))
                yield Entry(node, TEXT, values, one.cost + 1 + glue.cost)

    def _choices(self) -> Iterator[Entry]:
        """One of two fixed results."""
        outcomes = list(dict.fromkeys(self._goal.wanted))
        if len(outcomes) != 2 or len(self._goal.wanted) < 4 or not self._once("choices"):
            return
        then = outcomes[0]
        goal = Goal(kind=BOOLEAN, wanted=tuple(one == then for one in self._goal.wanted))
        for test in self._solve(self._bank.problem, goal)[:_MOST_BODIES]:
            values = tuple(
                MISSING if one is MISSING else outcomes[0 if one else 1] for one in test.values
            )
            node = Either(test.node, Constant(outcomes[0]), Constant(outcomes[1]))
            yield Entry(node, self._goal.kind, values, test.cost + 3)


def _cut(text: str, glue: str) -> list[str]:
    return text.split(glue) if glue else list(text)
