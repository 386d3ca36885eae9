"""Operations on numbers."""

import math

from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.operations.making import LONGEST, limited
from chotu_bot.generators.synthesis.operations.making import operation as op

_LARGEST_FACTORIAL = 17
_LARGEST_EXPONENT = 8


def _power(base: float, exponent: int) -> Value:
    if not 0 <= exponent <= _LARGEST_EXPONENT:
        raise ValueError("too large")
    return limited(base**exponent)


def _times(one: float, other: float) -> Value:
    return limited(one * other)


def _factorial(number: int) -> int:
    if not 0 <= number <= _LARGEST_FACTORIAL:
        raise ValueError("too large")
    return math.factorial(number)


def _numbers(end: int) -> list[int]:
    if end > LONGEST:
        raise ValueError("too large")
    return list(range(1, end + 1))


def _pad(number: int) -> str:
    return f"{number:02d}"


PLUS = op("N, N -> N", "{0:3} + {1:2}", lambda one, other: one + other, "- ?number", level=3)
TIMES = op("N, N -> N", "{0:2} * {1:1}", _times, "- ?number", level=2)
WRITE = op("integer -> text", "str({0})", str)
NUMBER_OPERATIONS = (
    PLUS,
    op("N, N -> N", "{0:3} - {1:2}", lambda one, other: one - other, "?number ?number", level=3),
    TIMES,
    op(
        "N, N -> number",
        "{0:2} / {1:1}",
        lambda one, other: one / other,
        "- ?number",
        level=2,
        raises="ZeroDivisionError",
    ),
    op(
        "integer, integer -> integer",
        "{0:2} // {1:1}",
        lambda one, other: one // other,
        "- ?number",
        level=2,
        raises="ZeroDivisionError",
    ),
    op(
        "integer, integer -> integer",
        "{0:2} % {1:1}",
        lambda one, other: one % other,
        "- ?number",
        level=2,
        raises="ZeroDivisionError",
    ),
    op("N, integer -> N", "{0:0} ** {1:0}", _power, "- exponent", level=1),
    op("N -> number", "math.sqrt({0})", math.sqrt, imports="math", raises="ValueError"),
    op("N, N -> number", "math.hypot({0}, {1})", math.hypot, imports="math"),
    op("integer, integer -> integer", "math.gcd({0}, {1})", math.gcd, imports="math"),
    op(
        "integer -> integer",
        "math.factorial({0})",
        _factorial,
        imports="math",
        raises="ValueError",
    ),
    op("N -> N", "abs({0})", abs),
    op("number -> integer", "round({0})", round),
    op("number, integer -> number", "round({0}, {1})", round, "- digits"),
    op("N, N -> N", "max({0}, {1})", max, "- ?number"),
    op("N, N -> N", "min({0}, {1})", min, "- ?number"),
    WRITE,
    op(
        "integer -> list[integer]",
        "[int(digit) for digit in str({0})]",
        lambda number: [int(digit) for digit in str(number)],
        cost=2,
        raises="ValueError",
    ),
    op("integer -> text", 'format({0}, ",")', lambda number: f"{number:,}", cost=2),
    op("integer -> text", 'format({0}, "b")', lambda number: f"{number:b}", cost=2),
    op("integer -> text", 'format({0}, "x")', lambda number: f"{number:x}", cost=2),
    op("integer -> text", 'format({0}, "02d")', _pad),
    op("number -> text", 'format({0}, ".2f")', lambda number: f"{number:.2f}", cost=2),
    op("integer -> list[integer]", "list(range(1, {0} + 1))", _numbers, cost=2),
    op("N, N -> boolean", "{0:3} > {1:3}", lambda one, other: one > other, "- ?number", level=4),
    op("N, N -> boolean", "{0:3} >= {1:3}", lambda one, other: one >= other, "- ?number", level=4),
    op("N, N -> boolean", "{0:3} < {1:3}", lambda one, other: one < other, "- ?number", level=4),
    op("N, N -> boolean", "{0:3} <= {1:3}", lambda one, other: one <= other, "- ?number", level=4),
    op(
        "integer, integer -> boolean",
        "{0:3} == {1:3}",
        lambda one, other: one == other,
        "- ?number",
        level=4,
    ),
    op(
        "integer, integer -> boolean",
        "{0:2} % {1:1} == 0",
        lambda one, other: one % other == 0,
        "- ?number",
        level=4,
        raises="ZeroDivisionError",
    ),
    op("boolean -> boolean", "not {0:5}", lambda one: not one, level=5),
)
