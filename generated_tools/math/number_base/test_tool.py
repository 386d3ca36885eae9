"""Tests of number_base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import number_base


def test_a_number_in_four_bases():
    assert number_base("255") == {
        "decimal": "255",
        "binary": "11111111",
        "octal": "377",
        "hexadecimal": "ff",
    }


@pytest.mark.parametrize(
    ("text", "base", "decimal"),
    [
        ("0", 10, "0"),
        ("-10", 10, "-10"),
        ("+7", 10, "7"),
        (" 1010 1010 ", 2, "170"),
        ("1_000", 10, "1000"),
        ("FF", 16, "255"),
        ("zz", 36, "1295"),
        ("777", 8, "511"),
        ("0xff", 10, "255"),
        ("-0XFF", 10, "-255"),
        ("0b101", 10, "5"),
        ("0o17", 10, "15"),
        ("+0x1", 2, "1"),
    ],
)
def test_bases_and_prefixes(text, base, decimal):
    assert number_base(text, base)["decimal"] == decimal


def test_a_negative_number_keeps_its_sign():
    assert number_base("-10") == {
        "decimal": "-10",
        "binary": "-1010",
        "octal": "-12",
        "hexadecimal": "-a",
    }


@pytest.mark.parametrize(
    ("text", "base"), [("", 10), ("2", 2), ("g", 16), ("1.5", 10), ("ten", 10), ("--1", 10)]
)
def test_digits_that_do_not_belong_are_refused(text, base):
    with pytest.raises(ValueError, match=f"not a number in base {base}: '{text}'"):
        number_base(text, base)


def test_a_prefix_names_the_base_in_the_refusal():
    with pytest.raises(ValueError, match="not a number in base 2: '0b12'"):
        number_base("0b12")


@pytest.mark.parametrize("base", [1, 0, -1, 37])
def test_a_base_out_of_range_is_refused(base):
    with pytest.raises(ValueError, match=f"the base must be from 2 to 36, not {base}"):
        number_base("1", base)


def test_very_long_numbers():
    assert len(number_base("9" * 1000)["decimal"]) == 1000
    with pytest.raises(ValueError, match="more than 1000 digits"):
        number_base("9" * 1001)


@given(st.integers(-(10**30), 10**30))
def test_each_way_of_writing_is_the_same_number(number):
    found = number_base(str(number))
    assert int(found["binary"], 2) == int(found["octal"], 8) == number
    assert int(found["hexadecimal"], 16) == int(found["decimal"]) == number
