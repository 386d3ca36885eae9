# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

from functools import cache, lru_cache, partial, reduce


@cache
def _fib(n: int) -> int:
    return n if n < 2 else _fib(n - 1) + _fib(n - 2)


@lru_cache(maxsize=32)
def _power(base: int, n: int) -> int:
    return base**n


def numbers(count: int) -> list[int]:
    """Numbers."""
    square = partial(_power, n=2)
    total = reduce(lambda a, b: a + b, [_fib(n) for n in range(count)], 0)
    return [square(3), total]
