"""Texts that are put together from parts: which parts, found from the results themselves."""

import heapq
from collections.abc import Iterator
from itertools import count

from chotu_bot.generators.synthesis.bank import Bank
from chotu_bot.generators.synthesis.expression import Apply, Constant, Joined, Node
from chotu_bot.generators.synthesis.kinds import INTEGER, TEXT, Value
from chotu_bot.generators.synthesis.operations.on_numbers import WRITE
from chotu_bot.generators.synthesis.problem import MISSING, Entry, Goal

_MOST_PROGRAMS = 6
_MOST_STATES = 4_000
_MOST_PARTS = 7
_Places = tuple[int, ...]
_Way = tuple[Entry, ...]


def joined(bank: Bank, goal: Goal) -> Iterator[Entry]:
    """The shortest ways to put the wanted texts together from parts of the bank."""
    return _Joining(bank, goal).ways()


class _Joining:
    def __init__(self, bank: Bank, goal: Goal) -> None:
        self._bank = bank
        self._wanted = goal.wanted
        known = bank.problem.known
        self._parts = [
            one
            for one in _texts(bank)
            if any(one.values[:known])
            and all(part in whole for part, whole in zip(one.values, goal.wanted, strict=False))
        ]

    def ways(self) -> Iterator[Entry]:
        """Best first, by the length of the whole."""
        start: _Places = (0,) * len(self._wanted)
        order = count()
        waiting: list[tuple[int, int, _Places, _Way]] = [(0, next(order), start, ())]
        visits: dict[_Places, int] = {}
        found = 0
        for _ in range(_MOST_STATES):
            if not waiting or found >= _MOST_PROGRAMS:
                return
            cost, _, places, way = heapq.heappop(waiting)
            if self._is_end(places):
                found += 1
                if len(way) > 1:
                    yield self._program(way, cost)
                continue
            visits[places] = visits.get(places, 0) + 1
            if visits[places] > _MOST_PROGRAMS or len(way) >= _MOST_PARTS:
                continue
            for part in self._next(places, way):
                after = self._after(places, part)
                heapq.heappush(waiting, (cost + part.cost, next(order), after, (*way, part)))

    def _is_end(self, places: _Places) -> bool:
        return all(place == len(text) for place, text in zip(places, self._wanted, strict=True))

    def _after(self, places: _Places, part: Entry) -> _Places:
        return tuple(place + len(value) for place, value in zip(places, part.values, strict=False))

    def _next(self, places: _Places, way: _Way) -> Iterator[Entry]:
        self._bank.meter.take(len(self._parts) // 8 + 1)
        for part in self._parts:
            if all(
                text.startswith(value, place)
                for text, value, place in zip(self._wanted, part.values, places, strict=False)
            ):
                yield part
        if not (way and isinstance(way[-1].node, Constant)):
            yield from self._literals(places)

    def _literals(self, places: _Places) -> Iterator[Entry]:
        """What stands at all places alike, up to each length."""
        rests = [text[place:] for text, place in zip(self._wanted, places, strict=True)]
        text = ""
        for letters in zip(*rests, strict=False):
            if len(set(letters)) > 1:
                break
            text += letters[0]
            cost = 2 if any(map(str.isalnum, text)) else 1
            values = (text,) * len(self._bank.problem.rows)
            yield Entry(Constant(text), TEXT, values, cost)

    def _program(self, way: _Way, cost: int) -> Entry:
        values: list[Value] = [
            MISSING if MISSING in row else "".join(row)
            for row in zip(*(part.values for part in way), strict=True)
        ]
        parts: tuple[Node, ...] = tuple(part.node for part in way)
        return Entry(Joined(parts), TEXT, tuple(values), cost)


def _texts(bank: Bank) -> Iterator[Entry]:
    """Texts, and whole numbers written out."""
    for one in list(bank.entries()):
        if one.kind == TEXT:
            yield one
        elif one.kind == INTEGER:
            values = tuple(value if value is MISSING else str(value) for value in one.values)
            yield Entry(Apply(WRITE, (one.node,)), TEXT, values, one.cost)
