"""Tests of date_difference."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import date_difference


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-01-01", "2024-01-01", 0),
        ("2024-01-01", "2024-01-02", 1),
        ("2024-01-02", "2024-01-01", -1),
        ("2023-02-28", "2023-03-01", 1),
        ("2024-02-28", "2024-03-01", 2),
        ("1900-02-28", "1900-03-01", 1),
        ("2024-01-01", "2025-01-01", 366),
        ("0001-01-01", "9999-12-31", 3_652_058),
    ],
)
def test_days_between(start, end, days):
    assert date_difference(start, end) == days


def test_blanks_around_a_date_do_not_matter():
    assert date_difference(" 2024-01-01", "2024-01-11\n") == 10


@pytest.mark.parametrize("text", ["", "tomorrow", "2024-02-30", "31.12.2024", "2024-13-01"])
def test_what_is_no_date_is_named(text):
    with pytest.raises(ValueError, match="not a date such as 2024-12-31: '" + text):
        date_difference(text, "2024-01-01")
    with pytest.raises(ValueError, match="not a date such as 2024-12-31: '" + text):
        date_difference("2024-01-01", text)


@given(st.dates(), st.dates())
def test_start_and_difference_give_the_end(start, end):
    days = date_difference(start.isoformat(), end.isoformat())
    assert start + timedelta(days=days) == end
    assert date_difference(end.isoformat(), start.isoformat()) == -days


@given(st.dates(max_value=date(9000, 1, 1)), st.integers(0, 5000))
def test_days_added_are_days_counted(start, days):
    assert date_difference(start.isoformat(), (start + timedelta(days=days)).isoformat()) == days


def test_example_1() -> None:
    """Example 1 of the contract."""
    result = date_difference(start="2024-02-28", end="2024-03-01")
    assert result == 2
