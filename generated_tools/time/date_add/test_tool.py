"""Tests of date_add."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import date_add


def test_days_lead_to_a_date_with_its_weekday():
    assert date_add("2026-03-01", 90) == {
        "date": "2026-05-30",
        "weekday": "Saturday",
        "day_of_year": 150,
    }


@pytest.mark.parametrize(
    ("added", "found"),
    [
        ({}, "2024-01-31"),
        ({"days": 1}, "2024-02-01"),
        ({"days": -31}, "2023-12-31"),
        ({"weeks": 2}, "2024-02-14"),
        ({"weeks": 1, "days": -7}, "2024-01-31"),
        ({"months": 1}, "2024-02-29"),
        ({"months": 13}, "2025-02-28"),
        ({"months": -1}, "2023-12-31"),
        ({"months": -2}, "2023-11-30"),
        ({"months": 11}, "2024-12-31"),
        ({"months": 1, "days": 1}, "2024-03-01"),
    ],
)
def test_what_is_added(added, found):
    assert date_add(" 2024-01-31 ", **added)["date"] == found


@pytest.mark.parametrize("start", ["", "today", "2024-02-30", "31.01.2024"])
def test_what_is_no_date_is_refused(start):
    with pytest.raises(ValueError, match=r"[Ii]nvalid isoformat|day is out of range"):
        date_add(start)


@pytest.mark.parametrize(
    ("start", "added"),
    [
        ("9999-12-31", {"days": 1}),
        ("0001-01-01", {"days": -1}),
        ("9999-12-01", {"months": 1}),
        ("0001-01-01", {"months": -1}),
        ("2024-01-01", {"months": -50_000}),
    ],
)
def test_a_date_out_of_the_calendar_is_refused(start, added):
    with pytest.raises(ValueError, match="outside of the years 1 to 9999"):
        date_add(start, **added)


@pytest.mark.parametrize("unit", ["days", "weeks", "months"])
def test_too_many_are_refused(unit):
    with pytest.raises(ValueError, match="cannot add -100001: at most 100000"):
        date_add("2024-01-01", **{unit: -100_001})


def test_the_most_is_allowed():
    assert date_add("2024-01-01", 100_000)["date"] == "2297-10-16"


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-9999, 9999))
def test_days_lead_there_and_back(start, days):
    there = date_add(start.isoformat(), days)["date"]
    assert (date.fromisoformat(there) - start).days == days
    assert date_add(there, -days)["date"] == start.isoformat()
