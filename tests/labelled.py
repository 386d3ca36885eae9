"""The labelled requests, and how a decision on them is counted."""

import csv
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chotu_bot.ranking import Document

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One request with what should become of it."""

    half: str
    kind: str
    expected: tuple[str, ...]
    text: str


@cache
def labelled() -> tuple[Labelled, ...]:
    rows = [
        line.split("\t")
        for line in (DATA / "requests-labelled.tsv").read_text("utf-8").splitlines()
        if not line.startswith(("#", "half\t"))
    ]
    return tuple(
        Labelled(half, kind, () if expected == "-" else tuple(expected.split(",")), text)
        for half, kind, expected, text in rows
    )


@cache
def refusable() -> tuple[tuple[str, str, str], ...]:
    with (DATA / "refusals-labelled.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple((half, kind, text) for half, kind, text in rows[1:])


def capabilities(*, phrases: bool = True) -> list[Document]:
    """The capabilities as recipes describe them, or as bare tools with one past request."""
    table = tomllib.loads((DATA / "capabilities.toml").read_text("utf-8"))
    return [
        Document(
            key=key,
            name=key,
            summary=one["summary"],
            category=one["category"],
            keywords=tuple(one["keywords"]),
            phrases=tuple(one["phrases"] if phrases else one["phrases"][:1]),
        )
        for key, one in table.items()
    ]


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision and recall of one class."""

    precision: float
    recall: float
    cases: int


def rates(pairs: Iterable[tuple[str, str]]) -> dict[str, Rates]:
    """Per class, from pairs of what was right and what was said."""
    counted = Counter(pairs)
    classes = sorted({one for pair in counted for one in pair})
    found = {}
    for one in classes:
        hits = counted[one, one]
        said = sum(number for (_, got), number in counted.items() if got == one)
        true = sum(number for (want, _), number in counted.items() if want == one)
        found[one] = Rates(hits / said if said else 1.0, hits / true if true else 1.0, true)
    return found


def table(title: str, found: dict[str, Rates]) -> str:
    lines = [f"{title}: class, cases, precision, recall"]
    lines += [
        f"  {name:<10}{one.cases:>5}{one.precision:>9.3f}{one.recall:>9.3f}"
        for name, one in found.items()
    ]
    return "\n".join(lines)


def counted(rows: Iterable[Labelled], say: Callable[[Labelled], str]) -> dict[str, Rates]:
    return rates((_class(one), say(one)) for one in rows)


_CLASSES = {
    "known": "known",
    "paraphrase": "known",
    "typo": "known",
    "near": "gap",
    "new": "gap",
    "unclear": "unclear",
    "several": "unclear",
    "unsafe": "refused",
}


def _class(one: Labelled) -> str:
    return _CLASSES[one.kind]
