"""The literals that a program may hold: from examples and request, and a few usual ones."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from chotu_bot.domain.contract import Example
from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.problem import Literal, Stocks

_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - reads as counted
)
_ROUNDING = re.compile(r"(?i)round|decimal|cents|places")
_ORDINALS = ("second", "third", "fourth", "fifth")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_WORD = re.compile(r"[a-z]+")
_MARKS = re.compile(r"[\W_]+")
_MOST_MARKS = 5
_MOST_NUMBERS = 6
FORMATS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%A", "%B", "%B %Y")
_USUAL: Mapping[float, int] = {
    0: 1,
    1: 1,
    2: 1,
    3: 2,
    4: 2,
    5: 2,
    7: 2,
    10: 2,
    12: 2,
    60: 2,
    100: 2,
}
_IMPLIED = (
    (re.compile(r"percent|per cent|%|cents"), (100,)),
    (re.compile(r"seconds|minutes|hours"), (60, 3600)),
    (re.compile(r"days|weeks|monday"), (7, 24)),
)
"""What words of a request bring with them."""


def stocks(text: str, examples: Sequence[Example]) -> Stocks:
    """Literals for each part that they may play."""
    given = list(_leaves([dict(one.arguments) for one in examples]))
    results = list(_leaves([one.result for one in examples]))
    said = numbers_said(text)
    return {
        "separator": _marks(given),
        "glue": [Literal("", 1), *_marks(results)],
        "word": _words(text, examples),
        "index": _indexes(text.lower()),
        "count": _counts(said),
        "step": [Literal(2, 1), Literal(3, 2)],
        "digits": [Literal(one, 0 if _ROUNDING.search(text) else 2) for one in (2, 1, 3)],
        "exponent": [Literal(2, 0), Literal(3, 2)],
        "date_format": [Literal(one, 1) for one in FORMATS],
        "number": _numbers(said, given),
    }


def _indexes(text: str) -> list[Literal]:
    """Places from either end; those that the request names come cheaper."""
    costs = {0: 0, -1: 0, 1: 1, -2: 2, 2: 2}
    for number, word in enumerate(_ORDINALS, start=1):
        if re.search(rf"\b{word}\b", text):
            costs |= {number: 0, -number - 1: 0}
    return [Literal(place, cost) for place, cost in costs.items()]


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from (key, *_leaves(part))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _marks(leaves: Iterable[Value]) -> list[Literal]:
    """What stands between letters and digits, the most frequent first."""
    found = Counter(
        mark for one in leaves if isinstance(one, str) for mark in set(_MARKS.findall(one))
    )
    single = Counter(mark for mark in found for mark in set(mark))
    usual = {" ": 0, ",": 0}
    counted = sorted({*found, *single}, key=lambda one: (-found[one], len(one), one))
    marks = dict.fromkeys([*counted[:_MOST_MARKS], *usual])
    return [Literal(mark, 1) for mark in marks]


def _words(text: str, examples: Sequence[Example]) -> list[Literal]:
    """Words of the request that are also values of the examples."""
    values = set(_leaves([dict(example.arguments) for example in examples]))
    said = re.findall(r"[\w-]+", text)
    found = [one for one in dict.fromkeys(said) if one in values]
    return [Literal(one, 1) for one in found[:_MOST_MARKS]]


def numbers_said(text: str) -> list[float]:
    """Numbers that the request names, in figures or words, and what percents make of them."""
    text = text.lower()
    figures = _FIGURE.findall(text)
    found = [float(one) if "." in one else int(one) for one in figures]
    found += [_WORDS.index(one) for one in _WORD.findall(text) if one in _WORDS]
    if re.search(r"%|percent|per cent", text):
        shares = [number / 100 for number in found]
        found += [round(one, 6) for share in shares for one in (share, 1 + share, 1 - share)]
    implied = [one for words, numbers in _IMPLIED if words.search(text) for one in numbers]
    return list(dict.fromkeys([*found, *implied]))


def _counts(said: Sequence[float]) -> list[Literal]:
    small = [int(one) for one in said if isinstance(one, int) and 0 < one <= 100]
    costs = {1: 0, 2: 1, 3: 1, 4: 2, **dict.fromkeys(small, 0)}
    return [Literal(one, cost) for one, cost in costs.items()]


def _numbers(said: Sequence[float], given: Sequence[Value]) -> list[Literal]:
    numbers = [one for one in given if isinstance(one, int) and not isinstance(one, bool)]
    often = [one for one, _ in Counter(numbers).most_common(_MOST_NUMBERS) if len(numbers) > 4]
    costs: dict[float, int] = {**dict.fromkeys(often, 2), **_USUAL, **dict.fromkeys(said, 0)}
    return [Literal(one, cost) for one, cost in costs.items()]
