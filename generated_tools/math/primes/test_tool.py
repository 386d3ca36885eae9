"""Tests of primes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import primes

PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79]


def test_a_number_with_several_factors():
    assert primes(360) == {
        "number": 360,
        "is_prime": False,
        "factors": [2, 2, 2, 3, 3, 5],
        "divisors": [
            1,
            2,
            3,
            4,
            5,
            6,
            8,
            9,
            10,
            12,
            15,
            18,
            20,
            24,
            30,
            36,
            40,
            45,
            60,
            72,
            90,
            120,
            180,
            360,
        ],
        "previous": 359,
        "next": 367,
    }


def test_a_prime():
    assert primes(97) == {
        "number": 97,
        "is_prime": True,
        "factors": [97],
        "divisors": [1, 97],
        "previous": 89,
        "next": 101,
    }


def test_one_is_no_prime_and_has_no_factors():
    assert primes(1) == {
        "number": 1,
        "is_prime": False,
        "factors": [],
        "divisors": [1],
        "previous": 0,
        "next": 2,
    }


@pytest.mark.parametrize(
    ("number", "previous", "following"),
    [(2, 0, 3), (3, 2, 5), (4, 3, 5), (5, 3, 7), (8, 7, 11), (24, 23, 29), (25, 23, 29)],
)
def test_primes_around_a_number(number, previous, following):
    found = primes(number)
    assert (found["previous"], found["next"]) == (previous, following)


def test_small_primes_are_told_apart():
    assert [number for number in range(1, 80) if primes(number)["is_prime"]] == PRIMES


@pytest.mark.parametrize(
    ("number", "factors"),
    [
        (999_983, [999_983]),
        (999_983 * 7, [7, 999_983]),
        (9, [3, 3]),
        (49, [7, 7]),
        (2**20, [2] * 20),
        (10**10, [2] * 10 + [5] * 10),
    ],
)
def test_large_numbers_and_squares(number, factors):
    assert primes(number)["factors"] == factors


@pytest.mark.parametrize("number", [0, -7, 10**10 + 1])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match=f"must be from 1 to 10000000000, not {number}"):
        primes(number)


@given(st.integers(1, 2000))
def test_factors_multiply_to_the_number_and_divisors_divide_it(number):
    found = primes(number)
    assert math.prod(found["factors"]) == number
    assert found["divisors"] == [one for one in range(1, number + 1) if number % one == 0]
    assert found["previous"] < number < found["next"]
