"""Tests of cpu_temperature."""

import pytest
from tool import cpu_temperature


def show(root, place, **facts):
    (root / place).mkdir(parents=True, exist_ok=True)
    for key, value in facts.items():
        (root / place / key).write_text(f"{value}\n")


def test_zones_and_chips_hottest_first(tmp_path):
    show(tmp_path, "thermal/thermal_zone0", type="x86_pkg_temp", temp=47150)
    show(tmp_path, "hwmon/hwmon1", name="coretemp", temp2_input=61500, temp2_label="Core 0")
    assert cpu_temperature(root=str(tmp_path)) == {
        "available": True,
        "sensors": [
            {"name": "coretemp Core 0", "celsius": 61.5},
            {"name": "x86_pkg_temp", "celsius": 47.1},
        ],
        "too_hot": [],
        "summary": "hottest: coretemp Core 0 at 61.5 °C",
    }


def test_sensors_without_a_name_go_by_their_place(tmp_path):
    show(tmp_path, "thermal/thermal_zone3", temp=30000)
    show(tmp_path, "hwmon/hwmon0", temp1_input=20000)
    assert cpu_temperature(root=str(tmp_path))["sensors"] == [
        {"name": "thermal_zone3", "celsius": 30.0},
        {"name": "hwmon0 temp1", "celsius": 20.0},
    ]


def test_equal_temperatures_by_name(tmp_path):
    show(tmp_path, "thermal/thermal_zone0", type="b", temp=-5000)
    show(tmp_path, "thermal/thermal_zone1", type="a", temp=-5000)
    assert [one["name"] for one in cpu_temperature(root=str(tmp_path))["sensors"]] == ["a", "b"]


def test_from_the_limit_on_it_is_too_hot(tmp_path):
    for number, temperature in enumerate([84900, 85000, 99000]):
        show(tmp_path, f"thermal/thermal_zone{number}", type=f"z{number}", temp=temperature)
    found = cpu_temperature(root=str(tmp_path))
    assert found["too_hot"] == ["z2", "z1"]
    assert found["summary"] == "hottest: z2 at 99.0 °C; too hot: z2, z1"
    assert cpu_temperature(99.1, str(tmp_path))["too_hot"] == []


@pytest.mark.parametrize("text", ["", "N/A", "4 5", "-"])
def test_a_sensor_that_shows_nothing_is_left_out(tmp_path, text):
    show(tmp_path, "thermal/thermal_zone0", type="asleep", temp=text)
    show(tmp_path, "thermal/thermal_zone1", type="awake", temp=1000)
    assert cpu_temperature(root=str(tmp_path))["sensors"] == [{"name": "awake", "celsius": 1.0}]


def test_a_machine_without_sensors(tmp_path):
    assert cpu_temperature(root=str(tmp_path)) == {
        "available": False,
        "sensors": [],
        "too_hot": [],
        "summary": "not available: this machine shows no temperature sensor",
    }


@pytest.mark.parametrize("limit", [-273.15, -300, float("nan")])
def test_a_limit_that_cannot_be_is_refused(tmp_path, limit):
    with pytest.raises(ValueError, match=f"must be above -273.15 degrees Celsius, not {limit}"):
        cpu_temperature(limit, str(tmp_path))


def test_any_other_limit_is_allowed(tmp_path):
    assert cpu_temperature(-273.0, str(tmp_path))["available"] is False
