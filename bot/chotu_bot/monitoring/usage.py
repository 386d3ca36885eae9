"""What the journal holds, sorted into calls and requests; the bot's own tests are in neither."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chotu_bot.domain.shapes import Json
from chotu_bot.journal.calls import Call, calls_in
from chotu_bot.journal.journal import Event

LEARNED = frozenset({"landed", "proposed"})
"""Outcomes of a request that a tool came of."""
FAILED = frozenset({"rejected", "no_generator"})
"""Outcomes of a request that the bot tried to meet and could not."""
UNMET = FAILED | {"gap"}
"""Outcomes that leave whoever asked with nothing; a gap is one that nobody tried to close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and what came of it."""

    text: str
    outcome: str
    asker: str
    """Who asked, as far as it is known: a person's name, else the kind of asker."""
    tool: str
    """The tool it was about; empty where none was drafted."""
    rounds: int
    """Drafts that were judged; one more than the repair rounds."""
    tokens: int
    """Tokens that a model was paid for."""
    seconds: float
    """How long it took; 0 where it is not known."""
    at: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Everything that figures are made of, oldest first."""

    calls: Mapping[str, tuple[Call, ...]]
    """By tool."""
    requests: tuple[Asked, ...]
    since: float
    """Moment of the first event; 0 where there is none."""
    events: int
    """How many events there are, of every kind."""


def usage_of(events: Iterable[Event]) -> Usage:
    """Sort ``events``, which come oldest first."""
    everything = tuple(events)
    calls: dict[str, list[Call]] = {}
    for call in calls_in(everything):
        calls.setdefault(call.tool, []).append(call)
    return Usage(
        calls={name: tuple(made) for name, made in calls.items()},
        requests=tuple(_asked(event) for event in everything if event.kind == "request"),
        since=everything[0].at if everything else 0.0,
        events=len(everything),
    )


def _asked(event: Event) -> Asked:
    facts = event.facts
    return Asked(
        text=str(facts.get("request", "")),
        outcome=event.outcome,
        asker=str(facts.get("asker") or facts.get("origin") or "unknown"),
        tool=event.tool,
        rounds=int(_number(facts.get("rounds"))),
        tokens=int(_number(facts.get("tokens"))),
        seconds=_number(facts.get("seconds")),
        at=event.at,
    )


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
