"""All short programs over some variables, the shorter first, those that act alike only once."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import product

from chotu_bot.generators.synthesis.expression import (
    FAILURES,
    Apply,
    Constant,
    Field,
    Operation,
    Variable,
)
from chotu_bot.generators.synthesis.kinds import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    TEXT,
    Kind,
    Value,
    fingerprint,
)
from chotu_bot.generators.synthesis.operations import OPERATIONS
from chotu_bot.generators.synthesis.operations.on_dates import readings
from chotu_bot.generators.synthesis.problem import MISSING, Entry, Meter, Problem

_LITERAL_KINDS = {str: TEXT, bool: BOOLEAN, int: INTEGER, float: NUMBER}
_DATED = 2
"""Length of a text that is a date or time, taken as mere text."""
Group = tuple[Kind, Sequence[Entry]]


class Bank:
    """Grows by one level of length at a time; on each level what gives ``sought`` comes first."""

    def __init__(self, problem: Problem, meter: Meter, sought: Kind | None = None) -> None:
        self.problem = problem
        self.meter = meter
        self.cost = 0
        self.levels: list[dict[Kind, list[Entry]]] = [{}]
        name = sought.name if sought else ""
        self._operations = sorted(OPERATIONS, key=lambda one: one.pattern.gives.name != name)
        self._seen: dict[Kind, set[Hashable]] = {}
        self._stocks = {name: self._groups(name) for name in problem.stocks}

    def _groups(self, name: str) -> dict[int, list[Group]]:
        """A stock of literals, by cost and kind."""
        found: dict[tuple[int, Kind], list[Entry]] = {}
        for one in self.problem.stocks[name]:
            kind = _LITERAL_KINDS[type(one.value)]
            values = (one.value,) * len(self.problem.rows)
            entry = Entry(Constant(one.value), kind, values, one.cost)
            found.setdefault((one.cost, kind), []).append(entry)
        groups: dict[int, list[Group]] = {}
        for (cost, kind), entries in found.items():
            groups.setdefault(cost, []).append((kind, entries))
        return groups

    def entries(self, most: int | None = None) -> Iterator[Entry]:
        """Every program so far up to a length, the shortest first."""
        for level in self.levels[: None if most is None else most + 1]:
            for found in level.values():
                yield from found

    def grow(self) -> list[Entry]:
        """Add the programs that are one longer than the longest so far."""
        self.cost += 1
        self._reach(self.cost)
        if self.cost == 1:
            added = [one for name, kind in self.problem.variables for one in self._read(name, kind)]
            return [*added, *self.open_records()]
        added = []
        for operation in self._operations:
            for groups, kind in self._chosen(operation, (), self.cost - operation.cost):
                added += self._applied(operation, groups, kind)
        return [*added, *self.open_records()]

    def add(self, entry: Entry) -> bool:
        """Take in a program of the present level, or a longer one; false where it is not new."""
        if not self._is_new(entry.kind, entry.values):
            return False
        self._file(entry)
        return True

    def _is_new(self, kind: Kind, values: tuple[Value, ...]) -> bool:
        """Whether no program so far gives these values; from now on one does."""
        seen = self._seen.setdefault(kind, set())
        key = fingerprint(kind, values)
        if key in seen:
            return False
        seen.add(key)
        return True

    def _file(self, entry: Entry) -> None:
        self._reach(entry.cost)
        self.levels[entry.cost].setdefault(entry.kind, []).append(entry)

    def _reach(self, cost: int) -> None:
        self.levels.extend({} for _ in range(cost + 1 - len(self.levels)))

    def _read(self, name: str, kind: Kind) -> Iterator[Entry]:
        values = tuple(row[name] for row in self.problem.rows)
        cost = 1
        if kind == TEXT:
            for found, reader, read in readings(values):
                cost = _DATED
                yield from self._filed(Entry(reader(Variable(name)), found, tuple(read), 1))
        yield from self._filed(Entry(Variable(name), kind, values, cost))

    def _filed(self, entry: Entry) -> Iterator[Entry]:
        if self.add(entry):
            yield entry

    def open_records(self) -> Iterator[Entry]:
        """Add the fields of the records of the present level: as long as the record itself."""
        for kind, records in list(self.levels[self.cost].items()):
            if kind.name != "record":
                continue
            for entry, (key, item) in product(records, zip(kind.keys, kind.items, strict=True)):
                self.meter.take(len(entry.values))
                values = tuple(MISSING if one is MISSING else one[key] for one in entry.values)
                yield from self._filed(Entry(Field(entry.node, key), item, values, self.cost))

    def _chosen(
        self, operation: Operation, kinds: tuple[Kind, ...], left: int
    ) -> Iterator[tuple[tuple[Sequence[Entry], ...], Kind]]:
        """Groups of arguments whose kinds fit and whose lengths add up to ``left``."""
        place = len(kinds)
        last = place + 1 == len(operation.takes)
        for cost in range(left if last else 0, left + 1):
            for kind, entries in self._offered(operation.takes[place], cost):
                found = operation.pattern.result((*kinds, kind))
                if found is None:
                    continue
                if last:
                    yield (entries,), found
                    continue
                for rest, whole in self._chosen(operation, (*kinds, kind), left - cost):
                    yield (entries, *rest), whole

    def _offered(self, takes: str, cost: int) -> Iterator[Group]:
        if (not takes or takes[0] == "?") and 0 < cost < self.cost:
            yield from list(self.levels[cost].items())
        if takes:
            yield from self._stocks.get(takes.lstrip("?"), {}).get(cost, ())

    def _applied(
        self, operation: Operation, groups: tuple[Sequence[Entry], ...], kind: Kind
    ) -> Iterator[Entry]:
        if all(isinstance(one[0].node, Constant) for one in groups):
            return
        price = len(self.problem.rows)
        for arguments in product(*groups):
            self.meter.take(price)
            values = self._values(operation, arguments)
            if values is None or not self._is_new(kind, values):
                continue
            node = Apply(operation, tuple(one.node for one in arguments))
            entry = Entry(node, kind, values, self.cost)
            self._file(entry)
            yield entry

    def _values(
        self, operation: Operation, arguments: tuple[Entry, ...]
    ) -> tuple[Value, ...] | None:
        """The value on each row; None where an example has none."""
        columns = [one.values for one in arguments]
        if all(one.is_whole for one in arguments):
            try:
                return tuple(map(operation.apply, *columns))
            except FAILURES:
                pass  # row by row: it may be a probe that has none
        found: list[Value] = []
        for given in zip(*columns, strict=True):
            try:
                found.append(MISSING if MISSING in given else operation.apply(*given))
            except FAILURES:
                if len(found) < self.problem.known:
                    return None
                found.append(MISSING)
        return tuple(found)
