"""Whether two texts speak of one capability: things, doing and direction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chotu_bot.ranking import Meaning

T = TypeVar("T")

_SAYS = 0.3
"""Weight from which a word tells one capability from another."""


def likeness(one: Meaning, other: Meaning) -> float:
    """Share of what either says that the other says too, between 0 and 1."""
    if one.wording == other.wording:
        return 1.0
    if _goes_otherwise(one, other) or _does_otherwise(one, other):
        return 0.0
    return min(_shared(one, other), _shared(other, one))


@dataclass(slots=True)
class Cluster(Generic[T]):
    """What was found alike; the first member stands for all."""

    meaning: Meaning
    members: list[T] = field(default_factory=list)


def clusters(
    things: Iterable[tuple[T, str]], read: Callable[[str], Meaning], bar: float
) -> list[Cluster[T]]:
    """Things with their texts, put together where the first of a cluster is at least ``bar`` alike.

    Args:
        things: in the order in which clusters are to be founded.
        read: reads the meaning of a text.
        bar: between 0 and 1.
    """
    found: list[Cluster[T]] = []
    about: dict[str, list[int]] = {}
    for thing, text in things:
        meaning = read(text)
        near = sorted({place for key in _keys(meaning) for place in about.get(key, ())})
        ranked = [(likeness(meaning, found[place].meaning), -place) for place in near]
        best, place = max(ranked, default=(0.0, 0))
        if best >= bar:
            found[-place].members.append(thing)
            continue
        for key in _keys(meaning):
            about.setdefault(key, []).append(len(found))
        found.append(Cluster(meaning, [thing]))
    return found


def _keys(meaning: Meaning) -> Iterator[str]:
    """What a meaning is looked up by: its telling concepts, or its words where it has none."""
    telling = {key for term in meaning.terms if term.weight >= _SAYS for key in term.concepts}
    yield from telling or meaning.stems


def _goes_otherwise(one: Meaning, other: Meaning) -> bool:
    return bool(one.pairs and other.pairs and not one.pairs & other.pairs)


def _does_otherwise(one: Meaning, other: Meaning) -> bool:
    doing, else_doing = _acts(one), _acts(other)
    return bool(doing and else_doing and not doing & else_doing)


def _acts(meaning: Meaning) -> frozenset[str]:
    return frozenset(key for term in meaning.of_kind("act") for key in term.concepts)


def _shared(one: Meaning, other: Meaning) -> float:
    whole = sum(term.weight for term in one.terms)
    both = sum(term.weight for term in one.terms if term.concepts & other.concepts)
    return both / whole if whole else 0.0
