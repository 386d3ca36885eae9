"""Inputs that nobody gave and that look like the examples: where programs may differ."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from chotu_bot.generators.synthesis.kinds import Kind, Value
from chotu_bot.generators.synthesis.operations.on_dates import FORMS, read_all

PROBES = 5
_TOKEN = re.compile(r"[A-Za-z]+|\d+|[\W_]")
_TIME = re.compile(r"\d{2}:\d{2}")
_STEPS = (17, 45, 101, 203, 366)


def probes(
    kinds: Mapping[str, Kind], rows: Sequence[Mapping[str, Value]]
) -> list[dict[str, Value]]:
    """Rows in the manner of ``rows``: their parts in other combinations, other values in them."""
    found: list[dict[str, Value]] = []
    for number in range(PROBES):
        base = rows[number % len(rows)]
        found.append(
            {
                name: _varied(kind, base[name], number, [row[name] for row in rows])
                for name, kind in kinds.items()
            }
        )
    return [row for row in found if row not in rows]


def _varied(kind: Kind, value: Value, number: int, others: Sequence[Value]) -> Value:
    match kind.name:
        case "text":
            return _text(value, number, others)
        case "integer":
            return _integer(value, number, others)
        case "number":
            return _fraction(value, number)
        case "boolean":
            return not value if number % 2 else value
        case "list":
            return _list(kind, value, number, others)
        case "record":
            return {
                key: _varied(item, value[key], number, [one[key] for one in others])
                for key, item in zip(kind.keys, kind.items, strict=True)
            }
        case _:
            return _mapping(kind, value, number, others)


def _text(value: str, number: int, others: Sequence[str]) -> str:
    for form in FORMS:
        day = read_all([value], form)
        if day is not None and read_all(others, form) is not None:
            return (day[0] + dt.timedelta(_STEPS[number % len(_STEPS)])).strftime(form)
    if _TIME.fullmatch(value):
        minutes = int(value[:2]) * 60 + int(value[3:]) + _STEPS[number % len(_STEPS)]
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    words = sorted({token for one in others for token in _TOKEN.findall(one) if token.isalpha()})
    tokens = _TOKEN.findall(value)
    return "".join(_token(token, place, number, words) for place, token in enumerate(tokens))


def _token(token: str, place: int, number: int, words: Sequence[str]) -> str:
    """Another word in the place of a word, and other digits in the place of digits."""
    if token.isdigit():
        return "".join(
            digit if digit == "0" else str((int(digit) + number + index) % 9 + 1)
            for index, digit in enumerate(token)
        )
    if not token.isalpha() or len(words) < 3:
        return token
    alike = [word for word in words if (len(word) == 1) == (len(token) == 1)] or [token]
    start = alike.index(token) if token in alike else 0
    return alike[(start + 1 + number + 2 * place) % len(alike)]


def _integer(value: int, number: int, others: Sequence[int]) -> int:
    least = min(others)
    step = (1, 2, 5, 11, 30)[number % 5]
    made = value + step if number % 2 == 0 else value - step
    return made if made >= min(least, 1) or least < 0 else value + step


def _fraction(value: float, number: int) -> float:
    return round(value * (1.5, 0.75, 2.25, 1.1, 3.0)[number % 5] + (0, 1, 0, 2, 1)[number % 5], 2)


def _list(
    kind: Kind, value: list[Value], number: int, others: Sequence[list[Value]]
) -> list[Value]:
    item = kind.items[0]
    pool = [part for one in others for part in one]
    varied = [_varied(item, part, number + place, pool) for place, part in enumerate(value)]
    pairs = enumerate(zip(value, varied, strict=True))
    mixed = [part if (place + number) % 3 else other for place, (part, other) in pairs]
    turn = number % (len(mixed) or 1)
    turned = mixed[turn:] + mixed[:turn]
    if len({len(one) for one in others}) > 1 and number % 2 and pool:
        turned = [*turned, pool[(number * 3) % len(pool)]]
    if number % 3 == 2:
        turned.reverse()
    return _distinct(turned) if all(_distinct(one) == one for one in others) else turned


def _distinct(items: list[Value]) -> list[Value]:
    return [one for place, one in enumerate(items) if one not in items[:place]]


def _mapping(
    kind: Kind, value: dict[str, Value], number: int, others: Sequence[dict[str, Value]]
) -> dict[str, Value]:
    pool = [part for one in others for part in one.values()]
    keys = list(value)
    parts = list(value.values())
    turned = parts[1:] + parts[:1]
    if number % 2:
        turned = [_varied(kind.items[0], part, number, pool) for part in turned]
    found = dict(zip(keys, turned, strict=True))
    spare = sorted({key for one in others for key in one} - set(keys))
    if number % 3 == 1 and spare and pool:
        found[spare[0]] = pool[number % len(pool)]
    return found
