"""The values that are written out in a sentence."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from chotu_bot.domain.shapes import Json

LiteralKind: TypeAlias = OneOf["quoted", "json", "url", "email", "date", "path", "number", "tail"]

_PATH = (
    r"(?<![\w/])(?:~|\.{1,2})?/[^\s,;\"']*[\w/]"
    r"|(?<![\w/.])(?:[\w-]+/)+[\w.-]*\w/?"
    r"|(?<![\w/.])[\w-]+(?:\.[\w-]+)*\.(?=[A-Za-z])[A-Za-z0-9]{1,5}(?![\w/])"
)
"""Absolute or home paths, relative paths with a slash, and bare file names with an ending."""
_PATTERNS: tuple[tuple[LiteralKind, str], ...] = (
    ("json", r"\[[^\[\]]*\]|\{[^{}]*\}"),
    ("quoted", r"\"[^\"\n]*\"|`[^`\n]*`|(?<!\w)'[^'\n]*'(?!\w)|\u201c[^\u201d\n]*\u201d"),
    ("url", r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s,;]+"),
    ("email", r"[\w.+-]+@[\w-]+\.[\w.]*\w"),
    ("date", r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?\b"),
    ("path", _PATH),
    ("number", r"(?<![\w.])[-+]?\d+(?:[_,]\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]*\w)"),
)
_ANY = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS))
_TAIL = re.compile(r":\s+(?P<tail>\S[^\n]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """One value, where it stands."""

    kind: LiteralKind
    text: str
    start: int
    end: int

    def values(self, *, wants_text: bool) -> Iterator[Json]:
        """What it may stand for, likeliest first."""
        match self.kind:
            case "quoted":
                yield self.text[1:-1]
            case "number" if not wants_text:
                plain = self.text.replace("_", "").replace(",", "")
                yield float(plain) if re.search(r"[.eE]", plain) else int(plain)
            case "json":
                yield from _json(self.text)
            case _:
                yield self.text


def literals(text: str) -> Iterator[Literal]:
    """The values in ``text``, in order; text behind a final colon is one value where no other is.

    A number with a unit or percent sign counts as the number; digits inside names do not count.
    """
    found = [_literal(match) for match in _ANY.finditer(text)]
    tail = _TAIL.search(text)
    if tail and all(one.end <= tail.start() or one.kind == "number" for one in found):
        yield from (one for one in found if one.end <= tail.start())
        yield Literal(kind="tail", text=tail["tail"], start=tail.start("tail"), end=len(text))
        return
    yield from found


def _literal(match: re.Match[str]) -> Literal:
    kind = next(kind for kind, _ in _PATTERNS if match[kind] is not None)
    return Literal(kind=kind, text=match[0], start=match.start(), end=match.end())


def _json(text: str) -> Iterator[Json]:
    try:
        yield json.loads(text)
    except ValueError:
        yield text
