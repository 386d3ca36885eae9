"""Tests of time_zone."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import time_zone


def test_noon_in_paris_is_evening_in_tokyo():
    assert time_zone("2026-01-15T12:00", "Europe/Paris", "Asia/Tokyo") == {
        "time": "2026-01-15T20:00:00+09:00",
        "weekday": "Thursday",
        "hours": 8.0,
        "summary": "2026-01-15 12:00 Europe/Paris is 2026-01-15 20:00 Asia/Tokyo",
    }


@pytest.mark.parametrize(
    ("time", "target", "found", "hours"),
    [
        ("2026-07-01T00:30", "America/New_York", "2026-06-30T20:30:00-04:00", -4.0),
        ("2026-01-01T00:30", "America/New_York", "2025-12-31T19:30:00-05:00", -5.0),
        ("2026-01-01T00:00", "Asia/Kathmandu", "2026-01-01T05:45:00+05:45", 5.75),
        ("1880-01-01T00:00", "Europe/Paris", "1880-01-01T00:09:21+00:09:21", 0.16),
        (" 2026-01-01T00:00 ", "UTC", "2026-01-01T00:00:00+00:00", 0.0),
    ],
)
def test_zones_have_summer_time_and_quarters_of_an_hour(time, target, found, hours):
    converted = time_zone(time, target=target)
    assert (converted["time"], converted["hours"]) == (found, hours)


def test_an_offset_of_its_own_counts():
    found = time_zone("2026-01-15T12:00:00+02:00", "Asia/Tokyo", "UTC")
    assert (found["time"], found["hours"]) == ("2026-01-15T10:00:00+00:00", -2.0)


def test_universal_time_without_saying():
    assert time_zone("2026-01-15T12:00")["time"] == "2026-01-15T12:00:00+00:00"


@pytest.mark.parametrize("zone", ["", "Europe", "Mars/Base", "../etc/passwd", "/etc/passwd"])
def test_an_unknown_zone_is_named(zone):
    with pytest.raises(LookupError, match="no time zone is known as .*; write Europe/Paris"):
        time_zone("2026-01-15T12:00", target=zone)


def test_an_unknown_source_is_named():
    with pytest.raises(LookupError, match="known as 'Paris'"):
        time_zone("2026-01-15T12:00", "Paris")


@pytest.mark.parametrize("time", ["", "noon", "2026-13-01T00:00"])
def test_what_is_no_time_is_refused(time):
    with pytest.raises(ValueError, match=r"[Ii]nvalid isoformat|month must be"):
        time_zone(time)


def test_a_time_at_the_end_of_the_calendar_is_refused():
    with pytest.raises(ValueError, match="leaves the years 1 to 9999"):
        time_zone("9999-12-31T23:00", target="Asia/Tokyo")


@given(st.datetimes(datetime(1980, 1, 1), datetime(2030, 1, 1)))
def test_the_moment_stays_the_same(moment):
    found = time_zone(moment.isoformat() + "+00:00", target="America/New_York")["time"]
    assert datetime.fromisoformat(found) == datetime.fromisoformat(moment.isoformat() + "+00:00")
