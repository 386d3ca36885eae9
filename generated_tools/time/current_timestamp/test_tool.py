"""Tests of current_timestamp."""

from datetime import UTC, datetime

import pytest
from tool import current_timestamp

NOW = "2024-02-29T23:05:09+05:30"


def test_one_moment_in_all_notations():
    assert current_timestamp(now=NOW) == {
        "pretty": "Thursday, 29 February 2024, 23:05:09",
        "iso": NOW,
        "date": "2024-02-29",
        "time": "23:05:09",
        "weekday": "Thursday",
        "unix": 1709228109,
    }


def test_universal_time():
    found = current_timestamp(utc=True, now=NOW)
    assert found["pretty"] == "Thursday, 29 February 2024, 17:35:09"
    assert found["iso"] == "2024-02-29T17:35:09+00:00"
    assert found["unix"] == 1709228109


def test_a_layout_of_ones_own():
    assert current_timestamp("%H.%M on %d/%m/%y", now=NOW)["pretty"] == "23.05 on 29/02/24"


def test_parts_of_a_second_are_dropped():
    found = current_timestamp(now="1970-01-01T00:00:01.999999+00:00")
    assert (found["iso"], found["unix"]) == ("1970-01-01T00:00:01+00:00", 1)


def test_the_current_time_is_between_before_and_after():
    before = int(datetime.now(UTC).timestamp())
    found = current_timestamp()
    after = int(datetime.now(UTC).timestamp())
    assert before <= found["unix"] <= after
    assert datetime.fromisoformat(found["iso"]).timestamp() == found["unix"]


def test_the_current_universal_time_has_no_offset():
    assert current_timestamp(utc=True)["iso"].endswith("+00:00")


@pytest.mark.parametrize("layout", ["", "  "])
def test_an_empty_layout_is_refused(layout):
    with pytest.raises(ValueError, match="the layout is empty"):
        current_timestamp(layout, now=NOW)


def test_a_time_that_is_none_is_refused():
    with pytest.raises(ValueError, match="not a time in ISO 8601: 'soon'"):
        current_timestamp(now="soon")


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="has no offset"):
        current_timestamp(now="2024-02-29T12:00:00")
