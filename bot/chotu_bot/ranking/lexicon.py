"""What words mean to a request: concepts, their weight, their kin and their opposites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Literal, cast

from chotu_bot.ranking.slips import Vocabulary
from chotu_bot.ranking.tokens import stem, tokens

Kind = Literal[
    "act", "mid", "light", "obj", "fmt", "unit", "soft", "weak", "fill", "name", "unknown"
]

WEIGHTS: Mapping[Kind, float] = {
    "act": 1.0,
    "obj": 1.0,
    "fmt": 1.0,
    "unknown": 1.0,
    "unit": 0.7,
    "soft": 0.35,
    "mid": 0.25,
    "name": 0.15,
    "light": 0.05,
    "weak": 0.05,
    "fill": 0.0,
}
"""How much a word of each kind says about what is asked."""

FILE = "lexicon.txt"
_SHORT = 3
_PART = 0.3
"""How surely one word of a phrase means what the phrase means."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning; ``merge``, ``combine`` and ``join`` are the same concept."""

    key: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Words and phrases, by stem, with the concepts they may mean."""

    phrases: Mapping[tuple[str, ...], tuple[Concept, ...]]
    longest: Mapping[str, int]
    """First stem of a phrase -> words in the longest phrase that starts with it."""
    parents: Mapping[str, frozenset[str]]
    """Concept -> the broader concepts it is one of."""
    inverses: Mapping[str, frozenset[str]]
    """Action -> the actions that undo it."""
    foreign: Mapping[str, frozenset[str]]
    """``surely`` and ``maybe``: words of other languages."""
    company: Mapping[str, frozenset[str]]
    """Concept -> the concepts of which one must be near for it to be meant."""

    def ancestors(self, key: str) -> frozenset[str]:
        """The broader concepts of ``key``."""
        return self.parents.get(key, frozenset())

    def meanings(self, word: str) -> tuple[Concept, ...]:
        """What a single word may mean."""
        return self.phrases.get((stem(word),), ())

    def resembles(self, word: str) -> bool:
        """Whether ``word`` is a likely misspelling of a word of the lexicon."""
        return len(word) > _SHORT and bool(self.spelt.near(stem(word)))

    def read_ahead(self) -> None:
        """Make ready what the first query would wait for."""
        self.spelt.read_ahead()
        _ = self.stems_of

    @cached_property
    def spelt(self) -> Vocabulary:
        """Every stem that some phrase is made of."""
        return Vocabulary(frozenset(part for phrase in self.phrases for part in phrase))

    @cached_property
    def stems_of(self) -> Mapping[str, Mapping[str, float]]:
        """Concept -> the telling stems of its phrases, and how surely each means it."""
        dull = {one for (one, *more), all_ in self.phrases.items() if not more and _is_dull(all_)}
        found: dict[str, dict[str, float]] = {}
        for phrase, concepts in self.phrases.items():
            share = 1.0 if len(phrase) == 1 else _PART
            for concept in concepts:
                stems = found.setdefault(concept.key, {})
                for one in phrase if share == 1.0 else set(phrase) - dull:
                    stems[one] = max(share, stems.get(one, 0.0))
        return found


def _is_dull(concepts: tuple[Concept, ...]) -> bool:
    return all(WEIGHTS[one.kind] < 0.1 for one in concepts)


def load_lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    return read_lexicon((files("chotu_bot.ranking") / FILE).read_text("utf-8").splitlines())


def read_lexicon(lines: Iterable[str]) -> Lexicon:
    """A lexicon from its text form, which the shipped file describes in its head."""
    phrases: dict[tuple[str, ...], list[Concept]] = {}
    parents: dict[str, set[str]] = {}
    inverses: dict[str, set[str]] = {}
    company: dict[str, frozenset[str]] = {}
    foreign: dict[str, frozenset[str]] = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        head, _, listed = line.partition(":")
        kind, _, key = head.partition(" ")
        words = [part.strip() for part in listed.split(",")]
        if kind == "isa":
            parents.setdefault(key, set()).update(words)
        elif kind == "each":
            of, _, broader = key.partition(" ")
            _add_each(phrases, parents, cast("Kind", of), broader, words)
        elif kind == "foreign":
            foreign[key] = frozenset(words)
        elif kind == "with":
            company[key] = frozenset(words)
        elif kind == "inverse":
            inverses.setdefault(key, set()).update(words)
            inverses.setdefault(words[0], set()).add(key)
        else:
            _add(phrases, Concept(key, cast("Kind", kind)), words)
    return Lexicon(
        phrases={phrase: tuple(all_) for phrase, all_ in phrases.items()},
        longest=_longest(phrases),
        parents={key: _closure(key, parents) for key in parents},
        inverses={key: frozenset(value) for key, value in inverses.items()},
        company=company,
        foreign=foreign,
    )


def _closure(key: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    open_ = [key]
    while open_:
        fresh = parents.get(open_.pop(), set()) - found
        found |= fresh
        open_.extend(fresh)
    return frozenset(found)


def _add_each(
    phrases: dict[tuple[str, ...], list[Concept]],
    parents: dict[str, set[str]],
    kind: Kind,
    broader: str,
    words: Iterable[str],
) -> None:
    for word in words:
        same = word.split("/")
        _add(phrases, Concept(same[0], kind), same)
        parents.setdefault(same[0], set()).add(broader)


def _add(
    phrases: dict[tuple[str, ...], list[Concept]], concept: Concept, words: Iterable[str]
) -> None:
    for word in words:
        simple = word.isalpha() and word.isascii()
        parts = (word,) if simple else tuple(one.text for one in tokens(word))
        known = phrases.setdefault(tuple(stem(part) for part in parts), [])
        if concept not in known:
            known.append(concept)


def _longest(phrases: Iterable[tuple[str, ...]]) -> Mapping[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest
