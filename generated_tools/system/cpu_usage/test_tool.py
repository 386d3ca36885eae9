"""Tests of cpu_usage."""

import pytest
from tool import cpu_usage

BEFORE = """cpu  100 10 50 1000 40 0 0 0 7 7
cpu0 60 5 25 500 20 0 0 0 7 7
cpu1 40 5 25 500 20 0 0 0 0 0
intr 12 13
"""
AFTER = """cpu  130 20 60 1100 60 10 12 8 99 99
cpu0 60 5 25 590 30 0 0 0 99 99
cpu1 70 15 35 510 30 10 12 8 0 0
intr 99 99
"""


@pytest.fixture
def proc(tmp_path, monkeypatch):
    """A machine on which time passes, and work is done, exactly while the tool waits."""
    (tmp_path / "stat").write_text(BEFORE)
    waits = []

    def pass_time(seconds: float) -> None:
        waits.append(seconds)
        (tmp_path / "stat").write_text(AFTER)

    monkeypatch.setattr("time.sleep", pass_time)
    yield tmp_path
    assert len(waits) <= 1


def test_work_between_two_looks_is_what_counts(proc):
    assert cpu_usage(2.0, str(proc)) == {
        "percent": 40.0,
        "per_core": [0.0, 80.0],
        "cores": 2,
        "seconds": 2.0,
    }


def test_half_a_second_unless_said_otherwise(proc):
    assert cpu_usage(proc=str(proc))["seconds"] == 0.5


def test_a_share_has_one_decimal(proc):
    (proc / "stat").write_text("cpu 128 20 60 1099 60 10 12 8\ncpu0 60 5 25 589 30 0 0 0\n")
    assert cpu_usage(1, str(proc))["percent"] == 66.7


def test_a_core_that_was_not_there_before_is_left_out(proc):
    (proc / "stat").write_text(BEFORE.replace("cpu0", "cpu7"))
    assert cpu_usage(1, str(proc))["per_core"] == [80.0]


def test_no_time_passed_is_no_work(proc, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert cpu_usage(1, str(proc))["percent"] == 0.0


def test_one_tick_of_work_is_full_work(proc):
    (proc / "stat").write_text("cpu 129 20 60 1100 60 10 12 8\n")
    assert cpu_usage(1, str(proc))["percent"] == 100.0


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_the_limits_themselves_are_allowed(proc, seconds):
    assert cpu_usage(seconds, str(proc))["seconds"] == seconds


@pytest.mark.parametrize("seconds", [0.09, 0, -1, 60.1, float("nan")])
def test_a_time_out_of_range_is_refused(proc, seconds):
    with pytest.raises(ValueError, match="seconds must be from 0.1 to 60"):
        cpu_usage(seconds, str(proc))


def test_a_machine_without_figures_is_not_available(tmp_path):
    with pytest.raises(FileNotFoundError, match="not available: .* show .*stat"):
        cpu_usage(1, str(tmp_path))
