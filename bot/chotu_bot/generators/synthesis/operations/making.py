"""A short way to write operations down."""

from collections.abc import Callable

from chotu_bot.generators.synthesis.expression import Operation
from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.patterns import Pattern

LARGEST = 10**15
LONGEST = 2_000


def operation(  # noqa: PLR0913 - the columns of a table
    pattern: str,
    code: str,
    apply: Callable[..., Value],
    takes: str = "",
    *,
    cost: int = 1,
    level: int = 0,
    imports: str = "",
    helper: str = "",
    raises: str = "",
) -> Operation:
    """One row of a table of operations.

    Args:
        pattern: ``list[T], integer -> T``.
        code: Python with ``{0}`` for the first argument.
        apply: what it does; raises one of ``FAILURES`` on values that it cannot take.
        takes: stocks of literals, one per place, ``-`` for none: ``- index``.
        cost: what it adds to the length of a program.
        level: how loosely the code binds.
        imports: modules the code names, with blanks between.
        helper: the private function that the code calls.
        raises: exceptions that Python raises where ``apply`` does, with blanks between.
    """
    built = Pattern(pattern)
    given = ["" if one == "-" else one for one in takes.split()]
    places = (*given, *[""] * (len(built.takes) - len(given)))
    return Operation(
        pattern=built,
        takes=places,
        apply=apply,
        code=code,
        cost=cost,
        level=level,
        imports=tuple(imports.split()),
        helper=helper,
        raises=tuple(raises.split()),
    )


def limited(value: Value) -> Value:
    """``value``, where it is of a size that examples have; else a ValueError."""
    too_large = isinstance(value, int | float) and abs(value) > LARGEST
    if too_large or (isinstance(value, str | list) and len(value) > LONGEST):
        raise ValueError("too large")
    return value
