"""Which generator, model and temperature works for which category, from what was tried.

Every learning that got as far as an author counts once, for who wrote it and for the category that
its request was read as: accepted when the gate passed; not when it failed, or when nothing that
was written could be used; and neither when the gate could not tell. Of the accepted share,
Wilson's 95 % interval says how much it means:

| found | when |
|---|---|
| too few | fewer than ``[learning] tuning`` attempts, of the newest ``WINDOW`` |
| failing | the whole interval lies under one half |
| proven | otherwise |

Who is asked is chosen by it among what the configuration allows and nothing else, the same way
every time: the first in the configured order stays first until it is found failing; where it is
proven, whoever is proven with the highest lower bound goes before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chotu_bot.domain.shapes import Json
from chotu_bot.journal.journal import Event
from chotu_bot.learning.lifecycle import Interval, wilson

ACCEPTED = frozenset({"landed", "proposed", "rehearsed"})
"""Outcomes of a request whose draft passed the gate."""
WINDOW = 100
"""Newest attempts of each that count, so that a model may become better or worse."""
_HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Who may write."""

    generator: str
    """``recipe``, ``synthesis``, ``composition``, ``openai`` …"""
    model: str = ""
    """The model that writes the code; empty where none does."""
    temperature: float | None = None
    """Its sampling temperature; None where there is none."""

    def __str__(self) -> str:
        """As people are told of it."""
        if not self.model:
            return self.generator
        return f"model {self.model} at temperature {self.temperature}"


class Finding(StrEnum):
    """What the attempts say."""

    TOO_FEW = "too few"
    FAILING = "failing"
    PROVEN = "proven"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The attempts of one option in one category."""

    category: str
    option: Option
    tried: int
    accepted: int

    @property
    def interval(self) -> Interval:
        """Of the accepted share, with 95 % confidence."""
        return wilson(self.accepted, self.tried)

    def finding(self, minimum: int) -> Finding:
        """What it says, with at least ``minimum`` attempts."""
        if self.tried < minimum:
            return Finding.TOO_FEW
        return Finding.FAILING if self.interval.high < _HALF else Finding.PROVEN

    def __str__(self) -> str:
        """The figures behind it: ``9 of 10 accepted (60 % to 98 %)``."""
        low, high = round(self.interval.low * 100), round(self.interval.high * 100)
        return f"{self.accepted} of {self.tried} accepted ({low} % to {high} %)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Who is asked, and why not the first of the configured."""

    option: Option
    why: str
    """Empty where it is the first of the configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """The attempts of one option in one category, and what follows from them."""

    tally: Tally
    finding: Finding
    first: bool
    """Whether it writes next, where it fits and the configuration allows it."""


class Record:
    """What the journal says of every option in every category.

    Args:
        events: of kind ``request``, oldest first.
        minimum: attempts that make evidence; 0 for no tuning at all.
    """

    def __init__(self, events: Iterable[Event], minimum: int) -> None:
        self._minimum = minimum
        self._outcomes: dict[tuple[str, Option], list[bool]] = {}
        for event in events:
            option = _option(event.facts)
            if option is not None and _is_told(event):
                key = (str(event.facts.get("category", "")), option)
                self._outcomes.setdefault(key, []).append(event.outcome in ACCEPTED)

    def tallies(self) -> tuple[Tally, ...]:
        """All of them, by category and option."""
        found = (self.tally(*key) for key in self._outcomes)
        return tuple(sorted(found, key=lambda one: (one.category, str(one.option))))

    def ranked(self, models: Sequence[Option]) -> tuple[Ranked, ...]:
        """Every tally with its finding.

        Args:
            models: those that are configured, in their order; none where no model may be asked.
        """
        return tuple(
            Ranked(
                tally=one,
                finding=self.finding(one.category, one.option),
                first=self._is_first(one, models),
            )
            for one in self.tallies()
        )

    def _is_first(self, one: Tally, models: Sequence[Option]) -> bool:
        if one.option.model:
            return one.option in models and self.pick(one.category, models).option == one.option
        return not self.is_failing(one.category, one.option)

    def finding(self, category: str, option: Option) -> Finding:
        """What is known of an option in a category."""
        if not self._minimum:
            return Finding.TOO_FEW
        return self.tally(category, option).finding(self._minimum)

    def is_failing(self, category: str, option: Option) -> bool:
        """Whether an option is known to fail in a category."""
        return self.finding(category, option) is Finding.FAILING

    def pick(self, category: str, options: Sequence[Option]) -> Pick:
        """Which of ``options``, in the configured order, is to write in a category."""
        first = options[0]
        alive = [one for one in options if not self.is_failing(category, one)]
        chosen = self._best(category, alive) if alive else first
        if chosen == first:
            return Pick(option=first, why="")
        done, instead = self.tally(category, chosen), self.tally(category, first)
        figures = str(done) if done.tried else "not tried"
        return Pick(
            option=chosen,
            why=f"{chosen}: {figures} in {category}; {first}: {instead}",
        )

    def _best(self, category: str, alive: Sequence[Option]) -> Option:
        if self.finding(category, alive[0]) is not Finding.PROVEN:
            return alive[0]
        proven = [one for one in alive if self.finding(category, one) is Finding.PROVEN]
        # Of equals the first one wins, so that the configured order decides.
        return max(proven, key=lambda one: self.tally(category, one).interval.low)

    def tally(self, category: str, option: Option) -> Tally:
        """The newest attempts of an option in a category."""
        outcomes = self._outcomes.get((category, option), [])[-WINDOW:]
        return Tally(category=category, option=option, tried=len(outcomes), accepted=sum(outcomes))


def _is_told(event: Event) -> bool:
    """Whether the gate said yes or no; a gate that could not tell says nothing of the author."""
    return event.outcome in ACCEPTED or event.facts.get("verdict") == "fail"


def _option(facts: Mapping[str, Json]) -> Option | None:
    """Who wrote what a request event tells of; None where nobody did, or who cannot be chosen."""
    generator, temperature = facts.get("generator"), facts.get("temperature")
    if not generator or generator == "submitted":
        return None
    return Option(
        generator=str(generator),
        model=str(facts.get("model", "")),
        temperature=float(temperature) if isinstance(temperature, int | float) else None,
    )
