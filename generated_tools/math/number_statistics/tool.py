# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute mean, median, spread and quartiles of numbers."
# category = "math"
# keywords = ["statistics", "mean", "average", "median", "deviation", "numbers", "quartile", "minimum", "maximum", "sum", "measurements"]
# ///
"""Compute figures about numbers."""

import math
import statistics
from typing import TypedDict


class Figures(TypedDict):
    """Figures about numbers; the deviation is that of a sample, 0 for a single number."""

    count: int
    sum: float
    minimum: float
    maximum: float
    mean: float
    median: float
    deviation: float
    first_quartile: float
    third_quartile: float
    modes: list[float]
    outliers: list[float]


def number_statistics(numbers: list[float]) -> Figures:
    """Compute mean, median, spread and quartiles of numbers.

    Quartiles are interpolated between numbers, as spreadsheets do (inclusive). Outliers lie
    more than one and a half times the distance of the quartiles outside of them.

    Args:
        numbers: The numbers, at least one.

    Returns:
        The figures.

    Raises:
        ValueError: If there is no number, or one is not finite.
    """
    if not numbers:
        raise ValueError("no numbers: give at least one")
    if not all(math.isfinite(one) for one in numbers):
        raise ValueError("every number must be finite")
    first, third = _quartiles(numbers)
    reach = 1.5 * (third - first)
    return {
        "count": len(numbers),
        "sum": math.fsum(numbers),
        "minimum": min(numbers),
        "maximum": max(numbers),
        "mean": statistics.fmean(numbers),
        "median": statistics.median(numbers),
        "deviation": statistics.stdev(numbers) if len(numbers) > 1 else 0.0,
        "first_quartile": first,
        "third_quartile": third,
        "modes": statistics.multimode(numbers),
        "outliers": [one for one in numbers if not first - reach <= one <= third + reach],
    }


def _quartiles(numbers: list[float]) -> tuple[float, float]:
    if len(numbers) == 1:
        return numbers[0], numbers[0]
    first, _, third = statistics.quantiles(numbers, n=4, method="inclusive")
    return first, third


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(number_statistics(**json.loads(given)), sys.stdout)
