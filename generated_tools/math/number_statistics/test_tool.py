"""Tests of number_statistics."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import number_statistics

NUMBERS = st.lists(st.integers(-1000, 1000), min_size=1, max_size=20)


def test_all_figures_of_some_numbers():
    assert number_statistics([4, 1, 2, 2, 100]) == {
        "count": 5,
        "sum": 109.0,
        "minimum": 1,
        "maximum": 100,
        "mean": 21.8,
        "median": 2,
        "deviation": pytest.approx(43.7287, abs=1e-4),
        "first_quartile": 2.0,
        "third_quartile": 4.0,
        "modes": [2],
        "outliers": [100],
    }


def test_a_single_number():
    assert number_statistics([7.5]) == {
        "count": 1,
        "sum": 7.5,
        "minimum": 7.5,
        "maximum": 7.5,
        "mean": 7.5,
        "median": 7.5,
        "deviation": 0.0,
        "first_quartile": 7.5,
        "third_quartile": 7.5,
        "modes": [7.5],
        "outliers": [],
    }


def test_quartiles_are_interpolated():
    found = number_statistics([1, 2, 3, 4])
    assert (found["first_quartile"], found["median"], found["third_quartile"]) == (1.75, 2.5, 3.25)
    assert found["deviation"] == pytest.approx(math.sqrt(5 / 3))


def test_two_numbers_have_a_deviation():
    assert number_statistics([1, 3])["deviation"] == pytest.approx(math.sqrt(2))


def test_outliers_lie_outside_the_reach_of_the_quartiles():
    # Quartiles 2 and 4, so everything from -1 to 7 is inside.
    assert number_statistics([-1, 2, 3, 4, 7])["outliers"] == []
    assert number_statistics([-1.5, 2, 3, 4, 7])["outliers"] == [-1.5]
    assert number_statistics([-1, 2, 3, 4, 7.5])["outliers"] == [7.5]


def test_all_values_that_come_most_often_are_modes():
    assert number_statistics([3, 1, 3, 1, 2])["modes"] == [3, 1]


def test_small_parts_are_not_lost_in_a_sum():
    assert number_statistics([0.1] * 10)["sum"] == 1.0


def test_no_numbers_are_refused():
    with pytest.raises(ValueError, match="no numbers: give at least one"):
        number_statistics([])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_numbers_must_be_finite(bad):
    with pytest.raises(ValueError, match="every number must be finite"):
        number_statistics([1, bad])


@given(NUMBERS)
def test_figures_are_in_order(numbers):
    found = number_statistics(numbers)
    ordered = ["minimum", "first_quartile", "median", "third_quartile", "maximum"]
    values = [found[key] for key in ordered]
    assert values == sorted(values)
    assert found["mean"] * found["count"] == pytest.approx(sum(numbers))
