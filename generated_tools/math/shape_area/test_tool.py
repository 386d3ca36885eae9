"""Tests of shape_area."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import shape_area


@pytest.mark.parametrize(
    ("shape", "sizes", "area", "perimeter"),
    [
        ("circle", [3], 28.274334, 18.849556),
        ("circle", [0.5], 0.785398, 3.141593),
        ("square", [3], 9, 12),
        ("rectangle", [2, 3.5], 7, 11),
        ("triangle", [3, 4, 5], 6, 12),
        ("triangle", [5, 3, 4], 6, 12),
        ("triangle", [2, 2, 2], 1.732051, 6),
    ],
)
def test_shapes(shape, sizes, area, perimeter):
    assert shape_area(shape, sizes) == {"area": area, "perimeter": perimeter}


@pytest.mark.parametrize(
    ("shape", "sizes", "count"),
    [("circle", [], 1), ("square", [1, 2], 1), ("rectangle", [1], 2), ("triangle", [1, 1], 3)],
)
def test_a_wrong_number_of_sizes_is_refused(shape, sizes, count):
    with pytest.raises(ValueError, match=f"a {shape} has {count} sizes, not {len(sizes)}"):
        shape_area(shape, sizes)


@pytest.mark.parametrize("size", [0, -1, float("nan"), float("inf")])
def test_a_size_that_is_not_above_nothing_is_refused(size):
    with pytest.raises(ValueError, match="sizes must be above 0, not "):
        shape_area("rectangle", [1, size])


@pytest.mark.parametrize("sides", [[1, 2, 3], [9, 1, 1]])
def test_sides_that_do_not_meet_are_refused(sides):
    with pytest.raises(ValueError, match="sides of 1, . and . do not meet"):
        shape_area("triangle", sides)


@given(st.integers(1, 1000))
def test_a_square_is_a_rectangle_of_equal_sides(side):
    assert shape_area("square", [side]) == shape_area("rectangle", [side, side])


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_half_a_rectangle_is_a_triangle(width, height):
    long = (width**2 + height**2) ** 0.5
    whole = shape_area("rectangle", [width, height])["area"]
    assert shape_area("triangle", [width, height, long])["area"] == pytest.approx(
        whole / 2, rel=1e-3, abs=0.5
    )
