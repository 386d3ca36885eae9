"""Tests of calendar_month."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import calendar_month


def test_a_month_with_weeks_from_monday():
    assert calendar_month(2024, 2) == {
        "title": "February 2024",
        "days": 29,
        "first_weekday": "Thursday",
        "leap_year": True,
        "weeks": [
            [0, 0, 0, 1, 2, 3, 4],
            [5, 6, 7, 8, 9, 10, 11],
            [12, 13, 14, 15, 16, 17, 18],
            [19, 20, 21, 22, 23, 24, 25],
            [26, 27, 28, 29, 0, 0, 0],
        ],
        "text": (
            "   February 2024\n"
            "Mo Tu We Th Fr Sa Su\n"
            "          1  2  3  4\n"
            " 5  6  7  8  9 10 11\n"
            "12 13 14 15 16 17 18\n"
            "19 20 21 22 23 24 25\n"
            "26 27 28 29"
        ),
    }


def test_a_month_with_weeks_from_sunday():
    found = calendar_month(2023, 1, "sunday")
    assert found["weeks"][0] == [1, 2, 3, 4, 5, 6, 7]
    assert found["text"].splitlines()[1] == "Su Mo Tu We Th Fr Sa"
    assert (found["first_weekday"], found["leap_year"]) == ("Sunday", False)


@pytest.mark.parametrize(
    ("year", "month", "days"),
    [(2023, 2, 28), (1900, 2, 28), (2000, 2, 29), (2024, 4, 30), (1, 1, 31), (9999, 12, 31)],
)
def test_the_length_of_a_month(year, month, days):
    assert calendar_month(year, month)["days"] == days


@pytest.mark.parametrize("month", [0, 13, -1])
def test_a_month_out_of_range_is_refused(month):
    with pytest.raises(ValueError, match=f"month must be from 1 to 12, not {month}"):
        calendar_month(2024, month)


@pytest.mark.parametrize("year", [0, 10000])
def test_a_year_out_of_range_is_refused(year):
    with pytest.raises(ValueError, match=f"year must be from 1 to 9999, not {year}"):
        calendar_month(year, 1)


@given(st.dates())
def test_every_day_stands_under_its_weekday(day: date):
    weeks = calendar_month(day.year, day.month)["weeks"]
    assert [week[day.weekday()] for week in weeks].count(day.day) == 1
    assert all(len(week) == 7 for week in weeks)
