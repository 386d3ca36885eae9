"""Tests of roman_numeral."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import roman_numeral

PAIRS = [
    (1, "I"),
    (3, "III"),
    (4, "IV"),
    (5, "V"),
    (9, "IX"),
    (10, "X"),
    (40, "XL"),
    (49, "XLIX"),
    (50, "L"),
    (90, "XC"),
    (100, "C"),
    (400, "CD"),
    (500, "D"),
    (900, "CM"),
    (1000, "M"),
    (2024, "MMXXIV"),
    (3888, "MMMDCCCLXXXVIII"),
    (3999, "MMMCMXCIX"),
]


@pytest.mark.parametrize(("number", "roman"), PAIRS)
def test_known_numerals_both_ways(number, roman):
    expected = {"number": number, "roman": roman}
    assert roman_numeral(str(number)) == expected
    assert roman_numeral(roman) == expected


def test_blanks_and_letter_case_do_not_matter():
    assert roman_numeral(" mcmxciv\n") == {"number": 1994, "roman": "MCMXCIV"}
    assert roman_numeral(" 007 ") == {"number": 7, "roman": "VII"}


@pytest.mark.parametrize("text", ["0", "4000", "99999999999"])
def test_numbers_without_numerals_are_refused(text):
    with pytest.raises(ValueError, match=f"Roman numerals go from 1 to 3999, not to {text}"):
        roman_numeral(text)


@pytest.mark.parametrize(
    "text", ["", " ", "IIII", "VX", "IC", "MMMM", "ABC", "X1", "-5", "1.5", "²"]
)
def test_nonsense_is_refused(text):
    with pytest.raises(ValueError, match="neither a number nor Roman numerals: '"):
        roman_numeral(text)


@given(st.integers(1, 3999))
def test_there_and_back_again(number):
    roman = roman_numeral(str(number))["roman"]
    assert roman_numeral(roman)["number"] == number


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = roman_numeral(text="1994")
    assert result == {"number": 1994, "roman": "MCMXCIV"}


def test_example_2() -> None:
    """Example 2 of the contract."""
    result = roman_numeral(text="xiv")
    assert result == {"number": 14, "roman": "XIV"}
