"""Reading terms by their company: what an ambiguous word means, and what becomes what."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias, cast

from chotu_bot.ranking.lexicon import Kind
from chotu_bot.ranking.meaning import Pair, Term
from chotu_bot.ranking.tokens import Token

Placed: TypeAlias = tuple[Term, int]
"""A term and the place of its first word."""

THINGS = frozenset({"obj", "fmt", "soft", "unit"})
"""Kinds that are acted on."""
_QUANTITIES = frozenset(
    {"pixel", "pixels", "px", "percent", "degree", "degrees", "year", "years", "month", "months"}
    | {"week", "weeks", "hour", "hours", "minute", "minutes", "second", "seconds", "times"}
    | {"dollar", "dollars", "euro", "euros", "characters", "chars", "letters", "digits"}
    | {"words", "pages", "lines", "rows", "people", "dpi"}
)
_NAMED = frozenset({"column", "columns", "field", "folder", "folders", "directory", "dir"})
_TELLING = frozenset({"empty", "duplicate", "biggest", "oldest", "newest", "old files", "usage"})
"""What tells some columns or folders from others, and is no name of one."""
_FORWARD = frozenset(
    {"to", "into", "as", "in", "emit", "emits", "output", "outputs", "return", "returns", "produce"}
    | {"produces", "give", "gives", "get", "write", "writes", "create", "creates", "make", "makes"}
    | {"export", "exports"}
)
_BACKWARD = frozenset({"from"})


def measured(placed: Sequence[Placed], words: Sequence[Token]) -> list[Placed]:
    """Measures (``90 degrees``) as the arguments they are, where nothing is converted by them."""
    placed = [(_argument(term, words[at + 1 : at + 2]), at) for term, at in placed]
    said = {key for term, _ in placed for key in term.concepts}
    quantities = [
        (term, at)
        for term, at in placed
        if words[at].counted and (term.kind == "unit" or words[at].text in _QUANTITIES)
    ]
    units = {term for term, _ in placed if term.kind == "unit"} | {one for one, _ in quantities}
    if not quantities or len(units) > 1 or "convert" in said:
        return list(placed)
    return [
        (replace(term, kind="name"), at) if (term, at) in quantities else (term, at)
        for term, at in placed
    ]


def _argument(term: Term, after: Sequence[Token]) -> Term:
    """What names a column or a folder (the price column, my photos folder) as a name."""
    names = term.kind in {"obj", "unknown", "unit", "soft"} and " " not in term.text
    if names and not term.concepts & _TELLING and after and after[0].text in _NAMED:
        return replace(term, kind="name")
    return term


def settled(placed: Sequence[Placed]) -> list[Placed]:
    """Ambiguous words, read as their company suggests."""
    sure = any(term.kind == "act" and not term.things for term, _ in placed)
    units = sum(term.kind == "unit" for term, _ in placed)
    formats = sum(term.kind == "fmt" for term, _ in placed)
    followers = [*placed[1:], None][: len(placed)]
    return [
        (_settle(one, after, sure=sure, measured=units > 1, converts=formats > 1), one[1])
        for one, after in zip(placed, followers, strict=True)
    ]


def _settle(
    placed: Placed,
    after: Placed | None,
    *,
    sure: bool,
    measured: bool,
    converts: bool,
) -> Term:
    term, at = placed
    if sure and term.things:
        return Term(term.text, term.things, "obj")
    if term.concepts == {"convert", "translate"}:
        key, kind = ("convert", "mid") if converts or measured else ("translate", "act")
        return Term(term.text, frozenset({key}), cast("Kind", kind))
    if (measured and term.concepts == {"count"}) or (converts and term.concepts == {"write"}):
        return Term(term.text, frozenset({"convert"}), "mid")
    if after and after[1] == at + 1 and _describes(term, after[0]):
        return Term(term.text, term.concepts, "mid")
    return term


def _describes(term: Term, following: Term) -> bool:
    """Whether ``term`` is a participle before its noun: the scanned page, the downloaded file."""
    participle = term.kind == "act" and term.text.endswith("ed") and " " not in term.text
    return participle and following.kind in {"obj", "fmt", "soft", "unknown"}


def pairs(placed: Sequence[Placed], words: Sequence[Token]) -> Iterator[Pair]:
    """What is to become what: formats by any word of direction, other things by to and from."""
    formats = [(term, at) for term, at in placed if term.kind in {"fmt", "unit"}]
    things = [(term, at) for term, at in placed if term.kind in THINGS]
    yield from _turned(formats, words, _FORWARD, _BACKWARD)
    yield from _turned(things, words, frozenset({"to", "into"}), frozenset({"from"}))


def _turned(
    things: Sequence[Placed],
    words: Sequence[Token],
    forward: frozenset[str],
    backward: frozenset[str],
) -> Iterator[Pair]:
    for (left, start), (right, end) in pairwise(things):
        between = [one.text for one in words[start + 1 : end]]
        marks = [one for one in between if one in forward | backward]
        if not marks or left.concepts & right.concepts:
            continue
        for one in left.concepts:
            for other in right.concepts:
                yield (one, other) if marks[0] in forward else (other, one)
