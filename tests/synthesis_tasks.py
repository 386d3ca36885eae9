"""The listed tasks of synthesis, and what becomes of one."""

import json
from dataclasses import dataclass
from pathlib import Path

from chotu_bot.domain.contract import Example
from chotu_bot.generators.synthesis.expression import FAILURES
from chotu_bot.generators.synthesis.kinds import same
from chotu_bot.generators.synthesis.pythonic import expression
from chotu_bot.generators.synthesis.synthesis import (
    STEPS,
    Ambiguous,
    Program,
    Unsolved,
    synthesise,
)


@dataclass(frozen=True)
class Task:
    id: str
    family: str
    request: str
    examples: tuple[Example, ...]
    held_out: tuple[Example, ...]


@dataclass(frozen=True)
class Judged:
    """``solved``, ``asked``, ``unsolved`` or ``wrong``, and what was found."""

    verdict: str
    detail: str


def listed(path: Path) -> tuple[Task, ...]:
    """The tasks of a file."""
    return tuple(
        Task(
            id=one["id"],
            family=one["family"],
            request=one["request"],
            examples=tuple(Example(**row) for row in one["examples"]),
            held_out=tuple(Example(**row) for row in one["held_out"]),
        )
        for one in json.loads(path.read_text("utf-8"))
    )


def judged(task: Task, steps: int = STEPS) -> Judged:
    """What synthesis makes of the examples, held to those that it never saw."""
    outcome = synthesise(task.request, task.examples, steps)
    match outcome:
        case Program():
            code = expression(outcome.node, {one: one for one in outcome.parameters})
            right = all(_gives(outcome, one) for one in task.held_out)
            return Judged("solved" if right else "wrong", code)
        case Ambiguous(arguments=arguments, results=results):
            return Judged("asked", f"{dict(arguments)} => {results[0]!r} or {results[1]!r}")
        case Unsolved(why=why):
            return Judged("unsolved", why)
        case _:
            raise AssertionError(f"{task.id}: {outcome}")


def _gives(program: Program, example: Example) -> bool:
    try:
        return same(program(example.arguments), example.result)
    except FAILURES:
        return False
