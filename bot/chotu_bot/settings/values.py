"""How a value of the configuration is read from text, and written as text."""

import os
import re
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any

from chotu_bot.domain.contract import Risk

_UNITS = {"": 1, "b": 1, "kb": 2**10, "mb": 2**20, "gb": 2**30}
_TRUE = frozenset({"1", "yes", "true", "on"})
_FALSE = frozenset({"0", "no", "false", "off"})

Parse = Callable[[str], Any]
"""Raises ValueError with what it takes."""


def key(default: Any, parse: Parse, doc: str) -> Any:
    """A field of a section: its default, how its text is read, what it means."""
    return field(default=default, metadata={"parse": parse, "doc": doc})


def text(raw: str) -> str:
    """Any text."""
    return raw.strip()


def switch(raw: str) -> bool:
    """Yes or no."""
    lowered = raw.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError("1 or 0 (also yes/no, true/false, on/off)")


def integer(low: int, high: int) -> Parse:
    """A whole number in a range."""

    def parse(raw: str) -> int:
        value = _number(raw, int)
        if not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def decimal(low: float, high: float) -> Parse:
    """A number in a range."""

    def parse(raw: str) -> float:
        value = _number(raw, float)
        if not low <= value <= high:
            raise ValueError(f"a number from {low} to {high}")
        return float(value)

    return parse


def _number(raw: str, kind: Callable[[str], float]) -> float:
    try:
        return kind(raw.strip())
    except ValueError as error:
        raise ValueError("a number") from error


def one_of(*choices: str) -> Parse:
    """One of some words."""

    def parse(raw: str) -> str:
        value = raw.strip().lower()
        if value not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return value

    return parse


def size(raw: str) -> int:
    """Bytes, as people write them."""
    match = re.fullmatch(r"(\d+)\s*([a-zA-Z]*)", raw.strip())
    if match is None or match[2].lower() not in _UNITS:
        raise ValueError("a size such as 512MB, 64kB or 1GB")
    return int(match[1]) * _UNITS[match[2].lower()]


def names(raw: str) -> tuple[str, ...]:
    """Words divided by spaces or commas."""
    return tuple(part for part in re.split(r"[\s,]+", raw.strip()) if part)


def temperatures(raw: str) -> tuple[float, ...]:
    """Sampling temperatures."""
    return tuple(map(decimal(0, 2), names(raw)))


def paths(raw: str) -> tuple[Path, ...]:
    """Absolute folders divided by colons."""
    parts = tuple(Path(part.strip()).expanduser() for part in raw.split(os.pathsep) if part.strip())
    if any(not part.is_absolute() for part in parts):
        raise ValueError("absolute folders divided by colons")
    return parts


def risk(raw: str) -> Risk:
    """A risk by its name."""
    return Risk(one_of(*Risk)(raw))


def size_text(size: int) -> str:
    """Bytes in the largest unit that divides them."""
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size and size % factor == 0:
            return f"{size // factor}{unit}"
    return str(size)


def shown(value: object) -> str:
    """A value as it is written in chotu.ini."""
    match value:
        case bool():
            return str(int(value))
        case tuple():
            return (os.pathsep if any(isinstance(one, Path) for one in value) else ", ").join(
                map(str, value)
            )
        case _:
            return str(value)
