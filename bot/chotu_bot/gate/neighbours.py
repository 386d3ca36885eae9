"""Calls that differ a little from a given one, always the same ones in the same order."""

from collections.abc import Iterator, Mapping

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json, problems

MOST = 16


def neighbours(contract: Contract, arguments: Mapping[str, Json]) -> tuple[dict[str, Json], ...]:
    """Arguments that fit the contract and differ in one place from those given."""
    shapes = {one.name: one.shape for one in contract.parameters}
    found: list[dict[str, Json]] = []
    columns = [[(name, one) for one in _near(arguments[name])] for name in sorted(arguments)]
    for row in range(max(map(len, columns), default=0)):
        for column in columns:
            if row >= len(column):
                continue
            name, value = column[row]
            changed = {**arguments, name: value}
            if changed not in (dict(arguments), *found) and not any(problems(shapes[name], value)):
                found.append(changed)
    return tuple(found[:MOST])


def is_plain(value: Json) -> bool:
    """Whether a value is one of the few that every program treats apart: empty, zero, one, null."""
    match value:
        case None | bool():
            return True
        case int() | float():
            return abs(value) <= 1
        case str() | dict():
            return not value
        case list():
            return len(value) <= 1 and all(map(is_plain, value))


def _near(value: Json) -> Iterator[Json]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1, value * 2, value + 7)
        case float():
            yield from (value + 1, value / 2, value * 3)
        case str():
            yield from _near_text(value)
        case list():
            yield from _near_list(value)
        case dict():
            for key in sorted(value):
                yield {name: one for name, one in value.items() if name != key}
                yield from ({**value, key: near} for near in _near(value[key]))


def _near_text(text: str) -> Iterator[str]:
    yield from (text + text[-1:], text[1:], text * 2, text[::-1], text[:-1], text + "x")


def _near_list(items: list[Json]) -> Iterator[list[Json]]:
    yield from (items + items[-1:], items[1:], items[::-1], items[:-1], items + items)
    for index, item in enumerate(items):
        for near in list(_near(item))[:2]:
            yield [*items[:index], near, *items[index + 1 :]]
