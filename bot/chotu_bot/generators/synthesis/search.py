"""The search: shortest programs first, and what the wanted results give away about them."""

from chotu_bot.generators.synthesis.bank import Bank
from chotu_bot.generators.synthesis.deduction import Deduction
from chotu_bot.generators.synthesis.expression import Apply, Variable, walk
from chotu_bot.generators.synthesis.kinds import BOOLEAN, DATE, TEXT
from chotu_bot.generators.synthesis.loops import Loops
from chotu_bot.generators.synthesis.operations.on_dates import WRITE_ISO
from chotu_bot.generators.synthesis.problem import (
    MISSING,
    Entry,
    Goal,
    Meter,
    OutOfStepsError,
    Problem,
)

LONGEST = 9
_PER_MARGIN = 10
_ENOUGH_EXAMPLES = 3
_ENUMERATION = 0.55
"""Share of the steps for programs in order of length; the rest is for deduction."""
_INNER_STEPS = 40_000


def solve(problem: Problem, goal: Goal, meter: Meter) -> tuple[Entry, ...]:
    """Programs that give the wanted results, the shortest first, each different on some row."""
    return _Search(problem, goal, meter).run()


def margin(goal: Goal, length: int) -> int:
    """How much longer than the shortest a program may be and still count as a rival.

    The longer a program, the more there are that fit by accident; few examples rule out few of
    them, and yes or no says little.
    """
    few = max(0, _ENOUGH_EXAMPLES - len(goal.wanted))
    return length // _PER_MARGIN + few + (1 if goal.kind == BOOLEAN else 0)


class _Search:
    def __init__(self, problem: Problem, goal: Goal, meter: Meter) -> None:
        self._problem = problem
        self._goal = goal
        self._meter = meter
        self._found: dict[object, Entry] = {}
        self._days = goal.as_dates()
        self._given = max(1, int(meter.left * _ENUMERATION))
        self._bank = Bank(problem, Meter(self._given), DATE if self._days else goal.kind)
        self._loops = Loops(self._bank)
        self._deduction = Deduction(self._bank, goal, self._solve_part)

    def run(self) -> tuple[Entry, ...]:
        while self._bank.cost < min(LONGEST, self._limit()):
            if not self._grow():
                break
            if self._bank.cost in self._moments():
                self._deduce()
        self._meter.left -= self._given - max(0, self._bank.meter.left)
        self._deduce()
        return tuple(sorted(self._found.values(), key=lambda entry: entry.cost))

    def _limit(self) -> int:
        shortest = min((one.cost for one in self._found.values()), default=LONGEST)
        return shortest + (0 if self._problem.depth else margin(self._goal, shortest))

    def _moments(self) -> tuple[int, ...]:
        return (3,) if self._problem.depth else (4, 6)

    def _grow(self) -> bool:
        try:
            self._bank.grow()
            self._loops.grow()
            list(self._bank.open_records())
        except OutOfStepsError:
            self._collect()
            return False
        self._collect()
        return True

    def _collect(self) -> None:
        for level in self._bank.levels:
            for kind, entries in level.items():
                if kind == self._goal.kind or kind.is_numeric:
                    self._take([one for one in entries if self._goal.is_met(one)])
                if self._days is not None and kind == DATE:
                    self._take([written(one) for one in entries if self._days.is_met(one)])

    def _take(self, entries: list[Entry]) -> None:
        for one in entries:
            if not self._uses_all(one):
                continue
            before = self._found.get(one.key)
            if before is None or before.cost > one.cost:
                self._found[one.key] = one

    def _uses_all(self, entry: Entry) -> bool:
        """Whether a program heeds everything that it must: arguments are given for a reason."""
        needed = self._problem.needed
        if not needed:
            return True
        return needed <= {one.name for one in walk(entry.node) if isinstance(one, Variable)}

    def _deduce(self) -> None:
        try:
            for one in self._deduction.programs(self._limit()):
                self._take([one])
        except OutOfStepsError:
            return

    def _solve_part(self, problem: Problem, goal: Goal) -> tuple[Entry, ...]:
        part = self._meter.part(0.1, _INNER_STEPS)
        given = part.left
        if given <= 0:
            raise OutOfStepsError
        found = solve(problem, goal, part)
        self._meter.settle(part, given)
        return found


def written(entry: Entry) -> Entry:
    """A program that gives dates, with its dates written out."""
    values = tuple(one if one is MISSING else one.isoformat() for one in entry.values)
    return Entry(Apply(WRITE_ISO, (entry.node,)), TEXT, values, entry.cost)
