"""Tests of uptime."""

import pytest
from tool import uptime


@pytest.fixture
def proc(tmp_path):
    (tmp_path / "uptime").write_text("93784.99 12345.00\n")
    (tmp_path / "stat").write_text("cpu  1 2 3\nctxt 5\nbtime 1709210100\nprocesses 7\n")
    return tmp_path


def test_how_long_and_since_when(proc):
    assert uptime(str(proc)) == {
        "seconds": 93784,
        "since": "2024-02-29T12:35:00+00:00",
        "summary": "up 1 day, 2 hours, 3 minutes, since 2024-02-29 12:35 UTC",
    }


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        ("0.00", "less than a minute"),
        ("59.99", "less than a minute"),
        ("60.00", "1 minute"),
        ("3599", "59 minutes"),
        ("3600", "1 hour"),
        ("3660", "1 hour, 1 minute"),
        ("86399", "23 hours, 59 minutes"),
        ("86400", "1 day"),
        ("172860", "2 days, 1 minute"),
        ("8640000", "100 days"),
    ],
)
def test_durations_as_people_say_them(proc, seconds, told):
    (proc / "uptime").write_text(f"{seconds} 1\n")
    assert uptime(str(proc))["summary"].startswith(f"up {told}, since ")


@pytest.mark.parametrize("name", ["uptime", "stat"])
def test_a_missing_figure_is_not_available(proc, name):
    (proc / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"not available: .* show .*{name}"):
        uptime(str(proc))


def test_only_the_line_of_the_start_counts(proc):
    (proc / "stat").write_text("btimes 5\nnobtime 6\nbtime 86400\n")
    assert uptime(str(proc))["since"] == "1970-01-02T00:00:00+00:00"


def test_the_whole_answer_for_a_fresh_machine(proc):
    (proc / "uptime").write_text("5.5 1\n")
    (proc / "stat").write_text("btime 0\n")
    assert uptime(str(proc)) == {
        "seconds": 5,
        "since": "1970-01-01T00:00:00+00:00",
        "summary": "up less than a minute, since 1970-01-01 00:00 UTC",
    }
