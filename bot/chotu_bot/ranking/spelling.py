"""Which words exist, which are misspelt, and which are no words at all."""

import string
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from importlib.resources import files

from chotu_bot.ranking.tokens import stem

FILE = "words.txt"

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm", "qwertz", "azerty")
_WALK = 5
_LONG = 8
_TERSE = 5
"""Letters up to which a word is too short to be judged by its letters."""
_ROOMY = 4
"""Letters from which a slip may be anything; in less, only a letter left out."""
_COMPOUND = 4
"""Letters that either half of a compound has at least."""
_UNSEEN = 0.34


class English:
    """A list of base words, and the letter patterns that are usual in them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)

    @classmethod
    def load(cls) -> "English":
        """The list that ships with the package."""
        return cls((files("chotu_bot.ranking") / FILE).read_text("utf-8").split())

    def knows(self, word: str) -> bool:
        """Whether ``word``, the word it is derived from, or both its halves are in the list."""
        if word in self._words or any(base in self._stems for base in _bases(word)):
            return True
        return any(
            word[:at] in self._words and stem(word[at:]) in self._stems
            for at in range(_COMPOUND, len(word) - _COMPOUND + 1)
        )

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self._words))

    @cached_property
    def _triples(self) -> frozenset[str]:
        return frozenset(triple for word in self._words for triple in _triples(word))

    def is_gibberish(self, word: str) -> bool:
        """Whether ``word`` is made of letters as no word is; decided by its letters alone."""
        if len(word) < 4 or not word.isascii() or not word.isalpha() or self.knows(word):
            return False
        if _walks(word) or (len(word) > _ROOMY and not any(one in word for one in "aeiouy")):
            return True
        if len(word) <= _TERSE:
            return False
        triples = _triples(word)
        unseen = sum(triple not in self._triples for triple in triples)
        return unseen / len(triples) >= _UNSEEN


def _triples(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def _walks(word: str) -> bool:
    runs = [word[at : at + _WALK] for at in range(len(word) - _WALK + 1)]
    rows = [*_KEYBOARD, *(row[::-1] for row in _KEYBOARD)]
    return any(run in row for run in runs for row in rows)


_SUFFIXES = (
    "er",
    "or",
    "ly",
    "ness",
    "able",
    "ible",
    "ment",
    "ation",
    "ion",
    "ity",
    "al",
    "ally",
    "ful",
    "less",
    "y",
    "ish",
    "ist",
    "ist",
    "ive",
)
_PREFIXES = (
    "un",
    "re",
    "de",
    "dis",
    "non",
    "pre",
    "sub",
    "multi",
    "auto",
    "inter",
    "over",
    "micro",
    "mini",
)


def _bases(word: str) -> Iterator[str]:
    base = stem(word)
    yield base
    for suffix in _SUFFIXES:
        if base.endswith(suffix) and len(base) - len(suffix) >= 3:
            yield from (base[: -len(suffix)], stem(base[: -len(suffix)]))
    for prefix in _PREFIXES:
        if base.startswith(prefix) and len(base) - len(prefix) >= 3:
            yield base[len(prefix) :]


def near(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The known words one slip of the finger away; two in long words that begin alike."""
    once = _edits(word)
    found = sorted(one for one in once if one in known)
    if len(word) < _ROOMY:
        return tuple(one for one in found if len(one) > len(word))
    if found or len(word) < _LONG:
        return tuple(found)
    twice = {again for one in _deletions(word) for again in _edits(one) if again in known}
    twice = {one for one in twice if one[0] == word[0]}
    return tuple(sorted(twice))


def _deletions(word: str) -> set[str]:
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return swapped | {word[:at] + word[at + 1 :] for at in range(1, len(word))}


def _edits(word: str) -> set[str]:
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = string.ascii_lowercase
    found = {head + tail[1:] for head, tail in splits if tail and head}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    found |= {head + one + tail[1:] for head, tail in splits if tail for one in letters}
    found |= {head + one + tail for head, tail in splits for one in letters}
    return found - {word}
