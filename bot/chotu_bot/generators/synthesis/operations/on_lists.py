"""Operations on lists."""

import itertools
import statistics
from collections import Counter

from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.operations.making import limited
from chotu_bot.generators.synthesis.operations.making import operation as op


def _unique(items: list[Value]) -> list[Value]:
    return list(dict.fromkeys(items))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _most_common(items: list[Value]) -> Value:
    return Counter(items).most_common(1)[0][0]


def _sum(values: list[float]) -> Value:
    return limited(sum(values))


LIST_OPERATIONS = (
    op("list[T] -> integer", "len({0})", len),
    op("list[N] -> N", "sum({0})", _sum),
    op(
        "list[N] -> number",
        "statistics.fmean({0})",
        _mean,
        imports="statistics",
        raises="ValueError",
    ),
    op(
        "list[N] -> number",
        "statistics.median({0})",
        lambda values: float(statistics.median(values)),
        imports="statistics",
        cost=2,
        raises="ValueError",
    ),
    op("list[N] -> N", "max({0})", max, raises="ValueError"),
    op("list[N] -> N", "min({0})", min, raises="ValueError"),
    op("list[text] -> text", "max({0})", max, cost=2, raises="ValueError"),
    op("list[text] -> text", "min({0})", min, cost=2, raises="ValueError"),
    op("list[boolean] -> boolean", "any({0})", any),
    op("list[boolean] -> boolean", "all({0})", all),
    op("list[boolean] -> integer", "sum({0})", sum),
    op("list[O] -> list[O]", "sorted({0})", sorted),
    op(
        "list[O] -> list[O]",
        "sorted({0}, reverse=True)",
        lambda items: sorted(items, reverse=True),
        cost=2,
    ),
    op("list[T] -> list[T]", "{0:0}[::-1]", lambda items: items[::-1]),
    op("list[text] -> list[text]", "list(dict.fromkeys({0}))", _unique, cost=2),
    op("list[integer] -> list[integer]", "list(dict.fromkeys({0}))", _unique, cost=2),
    op(
        "list[T], integer -> T",
        "{0:0}[{1}]",
        lambda items, place: items[place],
        "- index",
        raises="IndexError",
    ),
    op("list[T], integer -> list[T]", "{0:0}[:{1}]", lambda items, end: items[:end], "- ?count"),
    op(
        "list[T], integer -> list[T]", "{0:0}[{1}:]", lambda items, start: items[start:], "- ?count"
    ),
    op(
        "list[T], integer -> list[T]",
        "{0:0}[:-{1:0}]",
        lambda items, count: items[:-count],
        "- ?count",
    ),
    op(
        "list[T], integer -> list[T]",
        "{0:0}[-{1:0}:]",
        lambda items, count: items[-count:],
        "- ?count",
    ),
    op("list[T], integer -> list[T]", "{0:0}[::{1}]", lambda items, step: items[::step], "- step"),
    op(
        "list[T], list[T] -> list[T]",
        "{0:3} + {1:2}",
        lambda one, other: limited(one + other),
        level=3,
    ),
    op("list[T], T -> boolean", "{1:4} in {0:3}", lambda items, item: item in items, level=4),
    op("list[T], T -> integer", "{0:0}.count({1})", lambda items, item: items.count(item)),
    op(
        "list[T], T -> integer",
        "{0:0}.index({1})",
        lambda items, item: items.index(item),
        raises="ValueError",
    ),
    op(
        "list[list[T]] -> list[T]",
        "list(itertools.chain.from_iterable({0}))",
        lambda rows: list(itertools.chain.from_iterable(rows)),
        imports="itertools",
    ),
    op(
        "list[N] -> list[N]",
        "list(itertools.accumulate({0}))",
        lambda values: list(itertools.accumulate(values)),
        imports="itertools",
        cost=2,
    ),
    op(
        "list[T] -> list[pair[T, T]]",
        "itertools.pairwise({0})",
        lambda items: list(itertools.pairwise(items)),
        imports="itertools",
        cost=2,
    ),
    op(
        "list[T], list[U] -> list[pair[T, U]]",
        "zip({0}, {1}, strict=False)",
        lambda one, other: list(zip(one, other, strict=False)),
    ),
    op(
        "list[text] -> text",
        "collections.Counter({0}).most_common(1)[0][0]",
        _most_common,
        imports="collections",
        cost=2,
        raises="IndexError",
    ),
)
