"""Signatures of operations, written ``list[T], integer -> T``, and what fits them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from chotu_bot.generators.synthesis.kinds import Kind

_TOKEN = re.compile(r"[A-Za-z]+|[\[\],]")
_ORDERED = frozenset({"text", "integer", "number", "date"})
Binding = Mapping[str, Kind]


class Pattern:
    """``T`` is any kind, ``N`` a number (the wider of several), ``O`` what can be ordered."""

    def __init__(self, text: str) -> None:
        left, _, right = text.partition(" -> ")
        self.takes = tuple(_parse_all(left))
        self.gives = _parse_all(right)[0]
        self.result = lru_cache(maxsize=1_000)(self._result)
        """The kind of the result, as far as the first arguments settle it; None where their
        kinds do not fit."""

    def _result(self, kinds: tuple[Kind, ...]) -> Kind | None:
        bound: dict[str, Kind] = {}
        fits = all(_match(one, kind, bound) for one, kind in zip(self.takes, kinds, strict=False))
        return _filled(self.gives, bound) if fits else None


def _parse_all(text: str) -> list[Kind]:
    tokens = _TOKEN.findall(text)
    found, rest = _parse(tokens)
    while rest:
        one, rest = _parse(rest[1:])
        found += one
    return found


def _parse(tokens: Sequence[str]) -> tuple[list[Kind], Sequence[str]]:
    name, rest = tokens[0], tokens[1:]
    if not rest or rest[0] != "[":
        return [Kind(name)], rest
    items, rest = _parse(rest[1:])
    while rest[0] == ",":
        more, rest = _parse(rest[1:])
        items += more
    return [Kind(name, tuple(items))], rest[1:]


def _match(pattern: Kind, kind: Kind, bound: dict[str, Kind]) -> bool:
    if pattern.name in {"T", "U", "N", "O"}:
        return _match_letter(pattern.name, kind, bound)
    if pattern.name != kind.name or len(pattern.items) != len(kind.items):
        return False
    return all(
        _match(one, other, bound) for one, other in zip(pattern.items, kind.items, strict=True)
    )


def _match_letter(letter: str, kind: Kind, bound: dict[str, Kind]) -> bool:
    if letter == "N" and not kind.is_numeric:
        return False
    if letter == "O" and kind.name not in _ORDERED:
        return False
    before = bound.setdefault(letter, kind)
    if letter == "N" and before != kind:
        bound[letter] = Kind("number")
        return True
    return before == kind


def _filled(pattern: Kind, bound: Binding) -> Kind:
    if pattern.name in bound:
        return bound[pattern.name]
    return Kind(pattern.name, tuple(_filled(one, bound) for one in pattern.items), pattern.keys)
