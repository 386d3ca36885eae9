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
        found = sorted(set(self._once(word)))
        if len(word) < _ROOMY:
            return tuple(one for one in found if len(one) > len(word))
        if found or len(word) < _LONG:
            return tuple(found)
        slips = {*_shorter(word), *_swapped(word)}
        twice = {again for one in slips for again in self._once(one) if again[0] == word[0]}
        return tuple(sorted(twice))

    def _once(self, word: str) -> Iterator[str]:
        """The words that are made of ``word`` by one slip."""
        yield from (one for one in (*_shorter(word), *_swapped(word)) if one in self._words)
        lacking = self._lacking
        for longer in lacking.get(word, ()):
            if any(longer == word[:at] + longer[at] + word[at:] for at in _letters(longer)):
                yield longer
        for at in range(len(word)):
            head, tail = word[:at], word[at + 1 :]
            for other in lacking.get(head + tail, ()):
                if other != word and _replaced(other, at, head, tail):
                    yield other

    @cached_property
    def _lacking(self) -> Mapping[str, list[str]]:
        """What is left of a word without one of its letters -> the words it may be of."""
        found: dict[str, list[str]] = {}
        for word in self._words:
            for rest in {word[:at] + word[at + 1 :] for at in range(len(word))}:
                found.setdefault(rest, []).append(word)
        return found


def _letters(word: str) -> Iterator[int]:
    """Places of the letters that a keyboard types."""
    return (at for at, letter in enumerate(word) if "a" <= letter <= "z")


def _replaced(other: str, at: int, head: str, tail: str) -> bool:
    """Whether only the letter at a place is another one."""
    same = len(other) == len(head) + 1 + len(tail)
    return same and "a" <= other[at] <= "z" and other.startswith(head) and other.endswith(tail)


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
