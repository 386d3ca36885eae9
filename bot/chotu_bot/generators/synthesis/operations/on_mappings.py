"""Operations on mappings."""

from collections import Counter

from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.operations.making import operation as op


def _at(mapping: dict[str, Value], key: str) -> Value:
    return mapping[key]


def _largest(mapping: dict[str, float]) -> str:
    return max(mapping, key=mapping.__getitem__)


def _smallest(mapping: dict[str, float]) -> str:
    return min(mapping, key=mapping.__getitem__)


MAPPING_OPERATIONS = (
    op("map[T] -> list[text]", "list({0})", list),
    op("map[T] -> list[T]", "list({0:0}.values())", lambda mapping: list(mapping.values())),
    op("map[T] -> list[pair[text, T]]", "{0:0}.items()", lambda mapping: list(mapping.items())),
    op("map[T] -> integer", "len({0})", len),
    op("map[T], text -> T", "{0:0}[{1}]", _at, "- ?word", raises="KeyError"),
    op("map[T], text -> boolean", "{1:4} in {0:3}", dict.__contains__, level=4),
    op("map[T], map[T] -> map[T]", "{0:3} | {1:2}", lambda one, other: one | other, level=4),
    op("map[N] -> text", "max({0}, key={0:0}.get)", _largest, raises="ValueError"),
    op("map[N] -> text", "min({0}, key={0:0}.get)", _smallest, raises="ValueError"),
    op(
        "list[text] -> map[integer]",
        "dict(collections.Counter({0}))",
        lambda items: dict(Counter(items)),
        imports="collections",
    ),
)
