"""Which known words a misspelt one may mean."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property, lru_cache

_LONG = 8
_ROOMY = 4
"""Letters from which a slip may be anything; in less, only a letter left out."""
_KEPT = 2_048
"""Words whose readings are kept."""


class Vocabulary:
    """Words that are spelt right.

    What lies near a word is looked up by what is left when one letter is taken away, so that it
    costs the letters of the word and not the number of the known words.
    """

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._longest = max(map(len, words), default=0)
        self._kept = lru_cache(_KEPT)(self._meant)

    def __contains__(self, word: str) -> bool:
        """Whether ``word`` is one of them."""
        return word in self._words

    def near(self, word: str) -> tuple[str, ...]:
        """The words one slip of the finger away; two in long words that begin alike."""
        return self._kept(word) if len(word) <= self._longest + 2 else ()

    def read_ahead(self) -> None:
        """Make ready what the first misspelt word would wait for."""
        _ = self._lacking

    def _meant(self, word: str) -> tuple[str, ...]:
        found = self._made_of({word})
        if len(word) < _ROOMY:
            return tuple(one for one in found if len(one) > len(word))
        if found or len(word) < _LONG:
            return tuple(found)
        slips = {*_shorter(word), *_swapped(word)}
        return tuple(one for one in self._made_of(slips) if one[0] == word[0])

    def _made_of(self, words: set[str]) -> list[str]:
        """The known words that are one slip away from any of ``words``."""
        lacking = self._lacking
        rests = words | {word[:at] + word[at + 1 :] for word in words for at in range(len(word))}
        likely = {one for rest in rests & lacking.keys() for one in lacking[rest]}
        likely.update(one for one in rests if one in self._words)
        return sorted(one for one in likely if any(_is_slip(word, one) for word in words))

    @cached_property
    def _lacking(self) -> Mapping[str, list[str]]:
        """What is left of a word without one of its letters -> the words it may be of."""
        found: dict[str, list[str]] = {}
        for word in self._words:
            for rest in {word[:at] + word[at + 1 :] for at in range(len(word))}:
                found.setdefault(rest, []).append(word)
        return found


def _is_slip(word: str, other: str) -> bool:
    """Whether one letter more, less or instead, or two exchanged, make ``other`` of ``word``."""
    if len(other) < len(word):
        return other in _shorter(word)
    if len(other) > len(word):
        at = _first_difference(word, other)
        return word[at:] == other[at + 1 :] and _is_typed(other[at])
    at = _first_difference(word, other)
    if word[at + 1 :] == other[at + 1 :]:
        return word != other and _is_typed(other[at])
    return other in _swapped(word)


def _is_typed(letter: str) -> bool:
    """Whether a finger may have meant it."""
    return "a" <= letter <= "z"


def _first_difference(word: str, other: str) -> int:
    places = range(min(len(word), len(other)))
    return next((at for at in places if word[at] != other[at]), len(places))


def _shorter(word: str) -> Iterator[str]:
    """Without one letter; the first is never left out."""
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


def _swapped(word: str) -> Iterator[str]:
    """With two letters that stand side by side in each other's place."""
    return (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    )
