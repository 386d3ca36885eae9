"""Which words exist, and which are no words at all."""

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from importlib.resources import files

from chotu_bot.ranking.tokens import stem

FILE = "words.txt"

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm", "qwertz", "azerty")
_WALK = 5
_TERSE = 5
"""Letters up to which a word is too short to be judged by its letters."""
_SPARE = 4
"""Letters up to which a word may do without a vowel."""
_COMPOUND = 4
"""Letters that either half of a compound has at least."""
_UNSEEN = 0.34
_ENDINGS = 8
"""Letters that inflection and derivation add at most to two words in one."""
_KEPT = 8_192
"""Words of which is kept whether they are known."""


class English:
    """A list of base words, and the letter patterns that are usual in them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._most = 2 * max(map(len, self._words), default=0) + _ENDINGS
        self._kept = lru_cache(_KEPT)(self._is_listed)

    @classmethod
    def load(cls) -> "English":
        """The list that ships with the package."""
        return cls((files("chotu_bot.ranking") / FILE).read_text("utf-8").split())

    def knows(self, word: str) -> bool:
        """Whether ``word``, the word it is derived from, or both its halves are in the list."""
        return len(word) <= self._most and self._kept(word)

    def read_ahead(self) -> None:
        """Make ready what the first unknown word would wait for."""
        _ = self._stems, self._triples

    def _is_listed(self, word: str) -> bool:
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
        if _walks(word) or (len(word) > _SPARE and not any(one in word for one in "aeiouy")):
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
    return not _WALKS.isdisjoint(_runs(word))


def _runs(word: str) -> Iterator[str]:
    return (word[at : at + _WALK] for at in range(len(word) - _WALK + 1))


_WALKS = frozenset(run for row in _KEYBOARD for way in (row, row[::-1]) for run in _runs(way))
"""Keys side by side, either way."""


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
