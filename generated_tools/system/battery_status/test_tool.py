"""Tests of battery_status."""

import pytest
from tool import battery_status


def supply(root, name, **facts):
    (root / name).mkdir(parents=True)
    for key, value in facts.items():
        (root / name / key).write_text(f"{value}\n")


def test_a_laptop_on_battery(tmp_path):
    supply(tmp_path, "BAT0", type="Battery", capacity=85, status="Discharging")
    supply(tmp_path, "AC", type="Mains", online=0)
    assert battery_status(str(tmp_path)) == {
        "available": True,
        "plugged_in": False,
        "batteries": [{"name": "BAT0", "percent": 85, "status": "Discharging"}],
        "summary": "BAT0: 85 %, Discharging",
    }


def test_a_laptop_that_charges(tmp_path):
    supply(tmp_path, "BAT0", type="Battery", capacity=7, status="Charging")
    supply(tmp_path, "AC", type="Mains", online=1)
    found = battery_status(str(tmp_path))
    assert (found["plugged_in"], found["summary"]) == (True, "BAT0: 7 %, Charging")


def test_two_batteries_by_name(tmp_path):
    supply(tmp_path, "BAT1", type="Battery", capacity=100, status="Full")
    supply(tmp_path, "BAT0", type="Battery", capacity=0, status="Not charging")
    found = battery_status(str(tmp_path))
    assert [(one["name"], one["percent"]) for one in found["batteries"]] == [
        ("BAT0", 0),
        ("BAT1", 100),
    ]
    assert found["summary"] == "BAT0: 0 %, Not charging, BAT1: 100 %, Full"


def test_a_battery_that_tells_nothing(tmp_path):
    supply(tmp_path, "BAT0", type="Battery")
    found = battery_status(str(tmp_path))
    assert found["batteries"] == [{"name": "BAT0", "percent": -1, "status": "Unknown"}]
    assert found["summary"] == "BAT0: charge unknown, Unknown"


def test_a_machine_without_a_battery(tmp_path):
    supply(tmp_path, "AC", type="Mains", online=1)
    assert battery_status(str(tmp_path)) == {
        "available": False,
        "plugged_in": True,
        "batteries": [],
        "summary": "not available: this machine shows no battery",
    }


def test_a_machine_without_power_figures(tmp_path):
    found = battery_status(str(tmp_path / "absent"))
    assert (found["available"], found["plugged_in"]) == (False, False)
    assert found["summary"].startswith("not available: ")


def test_a_charge_that_is_no_number_is_told(tmp_path):
    supply(tmp_path, "BAT0", type="Battery", capacity="lots")
    with pytest.raises(ValueError, match="BAT0 tells a charge that is no number: 'lots'"):
        battery_status(str(tmp_path))
