"""From examples to the shortest program, or to the reason why there is none."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from chotu_bot.domain.contract import Example
from chotu_bot.domain.shapes import Json
from chotu_bot.generators.synthesis.expression import Constant, Node, evaluate, walk
from chotu_bot.generators.synthesis.kinds import Kind, Value, kind_of, same
from chotu_bot.generators.synthesis.literals import numbers_said, stocks
from chotu_bot.generators.synthesis.probes import probes
from chotu_bot.generators.synthesis.problem import MISSING, Entry, Goal, Meter, Problem
from chotu_bot.generators.synthesis.search import margin, solve

STEPS = 400_000
"""What one search may take: about a second's work, and the same work everywhere."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Program:
    """A program that gives the result of every example."""

    parameters: Mapping[str, Kind]
    result: Kind
    node: Node
    length: int

    def __call__(self, arguments: Mapping[str, Value]) -> Value:
        """Its result, by interpretation; raises one of ``FAILURES``."""
        return evaluate(self.node, arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Short programs fit all examples and differ on other inputs."""

    arguments: Mapping[str, Json]
    """Where they differ: the example that would decide."""
    results: tuple[Json, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradictory:
    """Two examples give the same arguments and different results."""

    arguments: Mapping[str, Json]
    results: tuple[Json, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsolved:
    """No program within reach."""

    why: str


Outcome: TypeAlias = Program | Ambiguous | Contradictory | Unsolved


def synthesise(text: str, examples: Sequence[Example], steps: int = STEPS) -> Outcome:
    """The shortest program that does what the examples say."""
    problems = _unfit(examples)
    if problems is not None:
        return problems
    rows = [dict(one.arguments) for one in examples]
    kinds = {name: kind_of([row[name] for row in rows]) for name in rows[0]}
    wanted = tuple(one.result for one in examples)
    result = kind_of(wanted)
    known = {name: kind for name, kind in kinds.items() if kind is not None}
    if result is None or len(known) < len(kinds):
        return Unsolved(why="the values of one place in the examples are of different types")
    return _searched(text, examples, known, Goal(kind=result, wanted=wanted), steps)


def _unfit(examples: Sequence[Example]) -> Contradictory | Unsolved | None:
    if not examples:
        return Unsolved(why="there is no example")
    if any(one.files for one in examples):
        return Unsolved(why="examples with files say what a file holds, not what becomes of it")
    if not examples[0].arguments or any(
        one.arguments.keys() != examples[0].arguments.keys() for one in examples
    ):
        return Unsolved(why="the examples do not all give the same arguments")
    for place, one in enumerate(examples):
        for other in examples[:place]:
            if same(dict(one.arguments), dict(other.arguments)) and not same(
                one.result, other.result
            ):
                results = (other.result, one.result)
                return Contradictory(arguments=one.arguments, results=results)
    return None


def _searched(
    text: str, examples: Sequence[Example], kinds: Mapping[str, Kind], goal: Goal, steps: int
) -> Outcome:
    rows = [dict(one.arguments) for one in examples]
    tried = probes(kinds, rows)
    problem = Problem(
        variables=tuple(kinds.items()),
        rows=(*rows, *tried),
        known=len(rows),
        stocks=stocks(text, examples),
        needed=frozenset(kinds),
    )
    found = [one for one in solve(problem, goal, Meter(steps)) if goal.is_met(one)]
    if not found:
        return Unsolved(why="no short program of the known operations gives these results")
    said = set(numbers_said(text)) - {0, 1}
    heeded = {one: _heeded(one, said) for one in found}
    best = min(found, key=lambda one: (one.cost - heeded[one], one.values.count(MISSING)))
    rivals = [
        one
        for one in found
        if one.cost <= best.cost + margin(goal, best.cost) and heeded[one] >= heeded[best]
    ]
    clash = _clash(best, rivals, len(rows))
    if clash is not None:
        place, other = clash
        return Ambiguous(
            arguments=problem.rows[place],
            results=(best.values[place], other.values[place]),
        )
    return Program(parameters=kinds, result=goal.kind, node=best.node, length=best.cost)


def _heeded(entry: Entry, said: AbstractSet[float]) -> int:
    """How many of the numbers that the request names stand in a program."""
    constants = [one.value for one in walk(entry.node) if isinstance(one, Constant)]
    numbers = {abs(one) for one in constants if isinstance(one, int | float)}
    return len(numbers & said)


def _clash(best: Entry, rivals: Sequence[Entry], known: int) -> tuple[int, Entry] | None:
    """The first probe on which a rival gives another result."""
    for other in rivals:
        for place in range(known, len(best.values)):
            pair = best.values[place], other.values[place]
            if MISSING not in pair and not same(*pair):
                return place, other
    return None
