"""Tests of system_report."""

from datetime import datetime

import pytest
from tool import system_report

NOW = "2024-02-29T12:30:45+00:00"


@pytest.fixture
def proc(tmp_path):
    (tmp_path / "loadavg").write_text("1.50 0.75 0.25 2/345 6789\n")
    (tmp_path / "stat").write_text("cpu  1 2 3 4\ncpu0 1 1 1 1\ncpu1 0 1 2 3\nintr 5\nctxt 6\n")
    (tmp_path / "meminfo").write_text(
        "MemTotal:        8000 kB\nMemFree:  100 kB\nMemAvailable:    3000 kB\nHugePages_Total: 0\n"
    )
    (tmp_path / "uptime").write_text("183845.67 300000.00\n")
    return tmp_path


def test_all_figures_of_a_machine(proc):
    assert system_report(str(proc), NOW) == {
        "timestamp": NOW,
        "processors": 2,
        "load_1_minute": 1.5,
        "load_5_minutes": 0.75,
        "load_15_minutes": 0.25,
        "load_percent": 75.0,
        "memory_total": 8_192_000,
        "memory_available": 3_072_000,
        "memory_used_percent": 62.5,
        "uptime_seconds": 183_845,
        "summary": f"{NOW}: load 75.0 % of 2 processors, memory 62.5 % used, up 2 d 3 h 4 min",
    }


def test_percentages_have_one_decimal(proc):
    (proc / "stat").write_text("cpu  1\ncpu0 1\ncpu1 1\ncpu2 1\n")
    (proc / "loadavg").write_text("1.00 0 0 1/1 1\n")
    (proc / "meminfo").write_text("MemTotal: 3 kB\nMemAvailable: 1 kB\n")
    found = system_report(str(proc), NOW)
    assert (found["load_percent"], found["memory_used_percent"]) == (33.3, 66.7)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        ("0.99", "0 d 0 h 0 min"),
        ("59.99", "0 d 0 h 0 min"),
        ("60", "0 d 0 h 1 min"),
        ("3599", "0 d 0 h 59 min"),
        ("3600", "0 d 1 h 0 min"),
        ("86399", "0 d 23 h 59 min"),
        ("86400", "1 d 0 h 0 min"),
    ],
)
def test_uptime_in_days_hours_and_minutes(proc, seconds, shown):
    (proc / "uptime").write_text(f"{seconds} 1\n")
    assert system_report(str(proc), NOW)["summary"].endswith(f"up {shown}")


def test_without_a_given_time_the_report_has_the_current_one_in_utc(proc):
    timestamp = system_report(str(proc))["timestamp"]
    assert datetime.fromisoformat(timestamp).utcoffset().total_seconds() == 0
    assert datetime.fromisoformat(timestamp).year >= 2024


@pytest.mark.parametrize("name", ["loadavg", "stat", "meminfo", "uptime"])
def test_a_missing_figure_is_not_available(proc, name):
    (proc / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"not available: .* show .*{name}"):
        system_report(str(proc), NOW)


def test_a_time_that_is_none_is_refused(proc):
    with pytest.raises(ValueError, match="not a time in ISO 8601: 'yesterday'"):
        system_report(str(proc), "yesterday")
