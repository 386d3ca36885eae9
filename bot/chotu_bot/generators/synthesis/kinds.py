"""What values are to the search: text, numbers, dates, lists, mappings and records of them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A JSON value, or a date or pair that stands only inside a program."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of the search's own."""

    name: str
    items: tuple["Kind", ...] = ()
    keys: tuple[str, ...] = ()
    """Of a record, one per item."""

    @property
    def is_numeric(self) -> bool:
        """Whether it can be calculated with."""
        return self.name in {"integer", "number"}


TEXT = Kind("text")
INTEGER = Kind("integer")
NUMBER = Kind("number")
BOOLEAN = Kind("boolean")
DATE = Kind("date")
_SCALARS: Sequence[tuple[type, Kind]] = ((bool, BOOLEAN), (int, INTEGER), (float, NUMBER))


def list_of(item: Kind) -> Kind:
    """A list of ``item``."""
    return Kind("list", (item,))


def map_of(value: Kind) -> Kind:
    """A mapping of text to ``value``."""
    return Kind("map", (value,))


def kind_of(values: Sequence[Value]) -> Kind | None:
    """The one kind that all ``values`` have; None where they differ, or hold null."""
    if not values:
        return TEXT
    if all(isinstance(one, str) for one in values):
        return TEXT
    if all(isinstance(one, list) for one in values):
        inner = kind_of([part for one in values for part in one])
        return list_of(inner) if inner else None
    if all(isinstance(one, dict) for one in values):
        return _kind_of_objects(values)
    found = {
        next((kind for type_, kind in _SCALARS if isinstance(one, type_)), None): 0
        for one in values
    }
    if len(found) == 1:
        return next(iter(found))
    return NUMBER if set(found) == {INTEGER, NUMBER} else None


def _kind_of_objects(values: Sequence[Mapping[str, Value]]) -> Kind | None:
    keys = tuple(values[0])
    shared = kind_of([part for one in values for part in one.values()])
    if keys and all(set(one) == set(keys) for one in values) and (len(values) > 1 or not shared):
        items = [kind_of([one[key] for one in values]) for key in keys]
        known = tuple(one for one in items if one)
        return Kind("record", known, keys) if len(known) == len(keys) else None
    return map_of(shared) if shared else None


@lru_cache(maxsize=1_000)
def holds_numbers(kind: Kind) -> bool:
    """Whether values may hold fractions, which are compared approximately."""
    return kind.name == "number" or any(holds_numbers(one) for one in kind.items)


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal, fractions up to rounding, and true is not 1."""
    if isinstance(one, float) or isinstance(other, float):
        return _close(one, other)
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _close(one: Value, other: Value) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return False
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def fingerprint(kind: Kind, values: Sequence[Value]) -> Hashable:
    """A key that equal vectors of values share."""
    if kind.name == "number":
        return tuple(round(one, 9) if isinstance(one, float) else one for one in values)
    if not kind.items:
        return tuple(values)
    return repr(_rounded(values) if holds_numbers(kind) else values)


def _rounded(value: Value) -> Value:
    match value:
        case bool():
            return value
        case int() | float():
            return float(f"{value:.9g}") + 0.0
        case list() | tuple():
            return [_rounded(one) for one in value]
        case dict():
            return {key: _rounded(one) for key, one in value.items()}
        case _:
            return value
