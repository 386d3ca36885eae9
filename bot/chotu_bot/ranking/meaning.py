"""What a text asks for: its terms by weight, and what is to become what."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from chotu_bot.ranking.lexicon import WEIGHTS, Kind

Pair: TypeAlias = tuple[str, str]
"""Concepts of source and target."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase that means something."""

    text: str
    concepts: frozenset[str]
    """What it may mean; several where it is ambiguous or misspelt."""
    kind: Kind
    things: frozenset[str] = frozenset()
    """Where it may be an action or a thing (``zip``): what it means as a thing."""

    @property
    def weight(self) -> float:
        """How much it says, between 0 and 1."""
        return WEIGHTS[self.kind]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """The terms of a text without words of asking."""

    terms: tuple[Term, ...]
    wording: tuple[str, ...] = ()
    """Its words, stemmed and in order, those of asking included."""
    pairs: frozenset[Pair] = frozenset()
    two_way: bool = False
    """Whether the text says that it works in both directions."""
    foreign: bool = False
    """Whether it is written in another language than English."""

    @cached_property
    def weight(self) -> float:
        """How much there is to explain."""
        return sum(term.weight for term in self.terms)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words without their order."""
        return frozenset(self.wording)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Everything it may mean."""
        return frozenset(key for term in self.terms for key in term.concepts)

    @cached_property
    def acts(self) -> frozenset[str]:
        """The actions that it may mean."""
        return frozenset(key for term in self.of_kind("act") for key in term.concepts)

    def of_kind(self, *kinds: Kind) -> tuple[Term, ...]:
        """The terms of these kinds."""
        return tuple(term for term in self.terms if term.kind in kinds)
