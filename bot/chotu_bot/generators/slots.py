"""Filling a recipe's slots from the words of a request."""

import re
from collections.abc import Sequence

from chotu_bot.generators.recipe import Slot


class UnfilledSlotError(ValueError):
    """The request names no value for a slot that has no default."""


def fill(slots: Sequence[Slot], text: str) -> dict[str, str]:
    """A value for each slot.

    Slots that share their words take them in the order of the text, or in the reverse order
    where ``from`` stands between them (``miles from kilometres``).

    Raises:
        UnfilledSlotError: when the text names none and there is no default; says which there are.
    """
    filled: dict[str, str] = {}
    used: set[int] = set()
    for slot in slots:
        mentions = [one for one in _mentions(slot, text) if one[0] not in used]
        if mentions:
            place, value = mentions[0]
            used.add(place)
            filled[slot.name] = value
        elif slot.default is not None:
            filled[slot.name] = slot.default
        else:
            raise UnfilledSlotError(f"say which {slot.name}: {', '.join(slot.choices)}")
    return filled


def _mentions(slot: Slot, text: str) -> list[tuple[int, str]]:
    lowered = text.lower()
    found = {
        match.start(): value
        for value, words in slot.choices.items()
        for word in sorted({value, *words}, key=len)
        for match in re.finditer(rf"(?<!\w){_inflected(word.lower())}(?!\w)", lowered)
    }
    ordered = sorted(found.items())
    if len(ordered) > 1 and re.search(r"\bfrom\b", lowered[ordered[0][0] : ordered[1][0]]):
        ordered[:2] = ordered[1::-1]
    return ordered


def _inflected(word: str) -> str:
    """A pattern of ``word`` in the forms that a request may use: decode, decodes, decoded."""
    if word.endswith("e") and len(word) > 3:
        return rf"{re.escape(word[:-1])}(?:es?|ed|ers?|ing)"
    return rf"{re.escape(word)}(?:s|es|ed|ing)?"
