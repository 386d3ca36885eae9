"""A month of use, made up and the same every time: 10,000 calls of 60 tools that drift."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.domain.contract import digest
from chotu_bot.domain.shapes import Json
from chotu_bot.journal.journal import Event, Journal
from sample_tools import candidate_of, evidence_of

DAY = 86_400.0
START = 1_767_225_600.0
"""The first of January 2026."""
DAYS = 30
CALLS = 10_000

THINGS = """
    apples pears plums figs olives grapes lemons melons cherries peaches lions tigers wolves foxes
    bears otters badgers rabbits camels goats ships boats canoes rafts ferries trucks buses trains
    wagons sledges violins pianos drums flutes harps trumpets cellos oboes bugles lutes stars moons
    comets rivers lakes ponds hills caves cliffs dunes towers bridges castles barns windmills shirts
    hats gloves scarves boots
"""
Rate = Callable[[float], float]
"""Day of the month -> share of calls that return."""


@dataclass(frozen=True)
class Actor:
    """One tool and how it goes with it."""

    name: str
    kind: str
    busy: float
    """How often it is called, beside the others."""
    rate: Rate
    nonsense: float = 0.0
    """Share of its calls that fail through the caller."""
    summary: str = ""


def _broken_for_a_while(day: float) -> float:
    return 0.35 if 10 <= day < 17 else 0.985


def _decaying(day: float) -> float:
    return 0.99 - day * 0.02


def cast() -> list[Actor]:
    """The 60 tools."""
    things = THINGS.split()
    return [
        replace(one, summary=f"Count {what}.") for one, what in zip(_cast(), things, strict=True)
    ]


def _cast() -> list[Actor]:
    return [
        *(Actor(f"steady_{n:02}", "steady", 1.5, lambda _: 0.985) for n in range(40)),
        *(Actor(f"breaking_{n}", "breaking", 8, _broken_for_a_while) for n in range(6)),
        *(Actor(f"decaying_{n}", "decaying", 8, _decaying) for n in range(4)),
        *(Actor(f"hopeless_{n}", "hopeless", 2, lambda _: 0.05) for n in range(3)),
        *(Actor(f"abused_{n}", "abused", 4, lambda _: 0.985, 0.8) for n in range(4)),
        *(Actor(f"idle_{n}", "idle", 0, lambda _: 1.0) for n in range(3)),
    ]


WANTED = (
    (("translate text to Klingon", "text to Klingon translation", "translate to klingon"), 9, 4),
    (("solve a sudoku", "sudoku solver", "solve sudoku puzzles"), 6, 3),
    (("moon phase calculator", "what moon phase is it"), 4, 1),
    (("merge PDF files",), 3, 1),
)
"""Ways to ask, how often it is asked in vain, by how many."""


def events(sources: Mapping[str, str]) -> Iterator[Event]:
    """Everything that happened, oldest first; ``sources`` are the digests of the tools' files."""
    chance = random.Random(20260101)  # noqa: S311 - the same month every time
    actors = cast()
    weights = [one.busy for one in actors]
    asked = sorted(_requests(), key=lambda one: one.at)
    for number in range(CALLS):
        at = START + number * DAYS * DAY / CALLS
        while asked and asked[0].at <= at:
            yield asked.pop(0)
        actor = chance.choices(actors, weights)[0]
        yield _call(actor, at, chance, sources.get(actor.name, ""))
    yield from asked


def _call(actor: Actor, at: float, chance: random.Random, source: str) -> Event:
    facts: dict[str, Json] = {
        "version": "1.0.0",
        "source": source,
        "seconds": round(0.01 + chance.random() / 20, 4),
        "who": "agent",
    }
    if chance.random() < actor.nonsense:
        blame: dict[str, Json] = {"error": "ValueError", "documented": True, "message": "no text"}
    elif chance.random() < actor.rate((at - START) / DAY):
        return Event(kind="call", outcome="returned", tool=actor.name, facts=facts, at=at)
    elif chance.random() < 0.9:
        blame = {"error": "KeyError", "message": "'total'"}
    else:
        blame = {"error": "IndexError", "message": "list index out of range"}
    return Event(kind="call", outcome="failed", tool=actor.name, facts={**facts, **blame}, at=at)


def _requests() -> Iterator[Event]:
    for place, (ways, count, askers) in enumerate(WANTED):
        for number in range(count):
            facts: dict[str, Json] = {
                "request": ways[number % len(ways)],
                "origin": "person",
                "asker": f"person {number % askers}",
                "rounds": 0,
                "tokens": 0,
            }
            at = START + (2 + 3 * number + place / 7) * DAY
            outcome = "no_generator" if number % 3 else "gap"
            yield Event(kind="request", outcome=outcome, facts=facts, at=at)
    for number in range(20):
        name = f"steady_{number:02}"
        learned: dict[str, Json] = {
            "request": f"make text {name}",
            "origin": "person",
            "asker": "person 0",
            "rounds": 1 + number % 3,
            "tokens": 900 + 10 * number,
            "seconds": 2.5,
        }
        yield Event(
            kind="request", outcome="landed", tool=name, facts=learned, at=START + number * 3600
        )


def play(chotu: Chotu) -> None:
    """Land the tools and write the month into the journal of a repository."""
    publisher, sources = chotu._shop.publisher, {}
    for one in cast():
        candidate = candidate_of(one.name, summary=one.summary, text=one.summary)
        publisher.publish(candidate, evidence_of(candidate))
        sources[one.name] = digest(candidate.tool)
    plant(chotu._shop.repository.state_folder / "journal.db", events(sources))


def plant(path: Path, happened: Iterable[Event]) -> None:
    """Write events as the journal does, but all of them in one transaction."""
    first, *rest = happened
    Journal(path).write(first)
    rows = [
        (one.at, one.kind, one.tool, one.outcome, json.dumps(one.facts, sort_keys=True))
        for one in rest
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (?, ?, ?, ?, ?)", rows
        )
