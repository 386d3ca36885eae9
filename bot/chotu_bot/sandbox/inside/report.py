"""The report of a runner: framed with a token, so that stray bytes on the pipe void it."""

import errno
import json
import math
import os
import struct
import traceback
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal

TOKEN_LENGTH = 16
_SIZE = struct.Struct("=Q")
_LONGEST_MESSAGE = 4_000
_LONGEST_TRACEBACK = 16_000
_DISK = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})

Limit = Literal["memory", "disk"]


@dataclass(slots=True, kw_only=True)
class Report:
    """What a runner has to say."""

    body: dict[str, Any]
    exit_code: int
    limit: Limit | None = None
    """A limit that the foreign code ran into and did not handle."""
    events: list[dict[str, Any]] = field(default_factory=list)


class NotJsonError(TypeError):
    """A value that JSON cannot carry."""


def as_json(value: object) -> Any:
    """``value`` with tuples as lists, checked to be exactly what JSON carries.

    Raises:
        NotJsonError: for anything else, among them NaN, other keys than text, lone surrogates.
    """
    match value:
        case None | bool():
            return value
        case int():
            return int(value)
        case float():
            if not math.isfinite(value):
                raise NotJsonError(f"{value!r} is no JSON number")
            return float(value)
        case str():
            return _text(value)
        case list() | tuple():
            return [as_json(item) for item in value]
        case dict():
            return {_key(key): as_json(item) for key, item in value.items()}
        case _:
            raise NotJsonError(f"a value of type {type(value).__name__} is not JSON")


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotJsonError("text with a lone surrogate is not JSON") from error
    return str(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotJsonError(f"keys of a JSON object are text, not {type(key).__name__}")
    return _text(key)


def limit_behind(error: BaseException | None) -> Limit | None:
    """The limit that an exception, or one it came from, tells of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError):
            return "memory"
        if isinstance(error, OSError) and error.errno in _DISK:
            return "disk"
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return "memory"
        error = error.__cause__ or error.__context__
    return None


def describe(error: BaseException, tool: str) -> dict[str, Any]:
    """An exception as the report tells it; foreign code may have overridden every method."""
    return {
        "class": type(error).__name__,
        "message": _guarded(lambda: str(error))[:_LONGEST_MESSAGE],
        "traceback": _guarded(lambda: _traceback(error, tool))[-_LONGEST_TRACEBACK:],
        "line": _line(error, tool),
    }


def _guarded(show: Any) -> str:
    try:
        return str(show()).encode("utf-8", "replace").decode()
    except Exception as error:  # noqa: BLE001 - a foreign __str__ may raise anything
        return f"(could not be shown: {type(error).__name__})"


def _traceback(error: BaseException, tool: str) -> str:
    error.__traceback__ = _from_tool(error.__traceback__, tool)
    return "".join(traceback.format_exception(error, limit=-30))


def _from_tool(trace: TracebackType | None, tool: str) -> TracebackType | None:
    """The part of a traceback that starts in the tool; all of it when none does."""
    current = trace
    while current is not None:
        if current.tb_frame.f_code.co_filename == tool:
            return current
        current = current.tb_next
    return trace


def _line(error: BaseException, tool: str) -> int:
    if isinstance(error, SyntaxError) and error.filename == tool:
        return error.lineno or 0
    last = 0
    current = error.__traceback__
    while current is not None:
        if current.tb_frame.f_code.co_filename == tool:
            last = current.tb_lineno
        current = current.tb_next
    return last


def write(fd: int, token: bytes, report: Report) -> None:
    """Send a report: token, length, JSON."""
    message = {"report": report.body, "limit": report.limit, "events": report.events}
    text = json.dumps(message).encode()
    remaining = memoryview(token + _SIZE.pack(len(text)) + text)
    while remaining:
        remaining = remaining[os.write(fd, remaining) :]


def unwrap(raw: bytes, token: bytes) -> bytes:
    """The JSON of the one report in ``raw``; nothing unless it is exactly one whole report."""
    head = TOKEN_LENGTH + _SIZE.size
    if len(raw) < head or raw[:TOKEN_LENGTH] != token:
        return b""
    (length,) = _SIZE.unpack(raw[TOKEN_LENGTH:head])
    return raw[head:] if len(raw) == head + length else b""
