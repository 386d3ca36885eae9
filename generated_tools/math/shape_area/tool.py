# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute area and perimeter of a circle, square, rectangle or triangle."
# category = "math"
# keywords = ["area", "perimeter", "circle", "rectangle", "triangle", "square", "geometry", "radius", "circumference"]
# ///
"""Compute area and perimeter of a shape."""

import math
from typing import Literal, TypedDict

_SIZES = {"circle": 1, "square": 1, "rectangle": 2, "triangle": 3}


class Measures(TypedDict):
    """The measures, in the unit of the sizes and its square, to six places."""

    area: float
    perimeter: float


def shape_area(
    shape: Literal["circle", "square", "rectangle", "triangle"], sizes: list[float]
) -> Measures:
    """Compute area and perimeter of a circle, square, rectangle or triangle.

    Args:
        shape: Which shape.
        sizes: The radius of a circle, the side of a square, both sides of a rectangle, or the
            three sides of a triangle.

    Returns:
        The area and the perimeter.

    Raises:
        ValueError: If the number of sizes is wrong, a size is not above 0, or the three sides
            cannot meet.
    """
    if len(sizes) != _SIZES[shape]:
        raise ValueError(f"a {shape} has {_SIZES[shape]} sizes, not {len(sizes)}")
    if not all(0 < size < math.inf for size in sizes):
        raise ValueError(f"sizes must be above 0, not {sizes}")
    match shape:
        case "circle":
            return _measures(math.pi * sizes[0] ** 2, 2 * math.pi * sizes[0])
        case "square":
            return _measures(sizes[0] ** 2, 4 * sizes[0])
        case "rectangle":
            return _measures(sizes[0] * sizes[1], 2 * (sizes[0] + sizes[1]))
        case _:
            return _triangle(sorted(sizes))


def _triangle(sides: list[float]) -> Measures:
    short, middle, long = sides
    if short + middle <= long:
        raise ValueError(f"sides of {short}, {middle} and {long} do not meet")
    half = (short + middle + long) / 2
    square = half * (half - short) * (half - middle) * (half - long)
    return _measures(math.sqrt(square), 2 * half)


def _measures(area: float, perimeter: float) -> Measures:
    return {"area": round(area, 6), "perimeter": round(perimeter, 6)}


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(shape_area(**json.loads(given)), sys.stdout)
