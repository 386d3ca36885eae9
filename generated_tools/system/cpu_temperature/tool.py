# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell the temperatures of the processor and other sensors."
# category = "system"
# keywords = ["cpu", "temperature", "sensor", "heat", "thermal", "hot", "celsius", "monitor"]
# permissions = { system = true }
# ///
"""Tell the temperatures of the processor and other sensors."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict


class Sensor(TypedDict):
    """One sensor and its temperature in degrees Celsius."""

    name: str
    celsius: float


class Temperatures(TypedDict):
    """All sensors, hottest first; not ``available`` where the machine shows none."""

    available: bool
    sensors: list[Sensor]
    too_hot: list[str]
    summary: str


def cpu_temperature(limit: float = 85.0, root: str = "/sys/class") -> Temperatures:
    """Tell the temperatures of the processor and other sensors.

    Args:
        limit: The temperature in degrees Celsius from which on a sensor is too hot.
        root: Where the kernel shows its devices.

    Returns:
        The sensors, hottest first, the names of those that are too hot, and a summary in one
        line, which begins with "not available" on a machine without sensors.

    Raises:
        ValueError: If the limit is not above absolute zero.
    """
    if not limit > -273.15:
        raise ValueError(f"the limit must be above -273.15 degrees Celsius, not {limit}")
    found = [*_zones(Path(root)), *_chips(Path(root))]
    sensors = sorted(found, key=lambda one: (-one["celsius"], one["name"]))
    too_hot = [one["name"] for one in sensors if one["celsius"] >= limit]
    return {
        "available": bool(sensors),
        "sensors": sensors,
        "too_hot": too_hot,
        "summary": _summary(sensors, too_hot),
    }


def _summary(sensors: list[Sensor], too_hot: list[str]) -> str:
    if not sensors:
        return "not available: this machine shows no temperature sensor"
    told = f"hottest: {sensors[0]['name']} at {sensors[0]['celsius']} °C"
    return f"{told}; too hot: {', '.join(too_hot)}" if too_hot else told


def _zones(root: Path) -> Iterator[Sensor]:
    for path in root.glob("thermal/thermal_zone*/temp"):
        yield from _sensor(_read(path.with_name("type")) or path.parent.name, path)


def _chips(root: Path) -> Iterator[Sensor]:
    for path in root.glob("hwmon/hwmon*/temp*_input"):
        number = path.name.removesuffix("_input")
        label = _read(path.with_name(f"{number}_label")) or number
        chip = _read(path.with_name("name")) or path.parent.name
        yield from _sensor(f"{chip} {label}", path)


def _sensor(name: str, path: Path) -> Iterator[Sensor]:
    text = _read(path)
    # A sensor that is asleep or unplugged shows nothing.
    if text.removeprefix("-").isdecimal():
        yield {"name": name, "celsius": round(int(text) / 1000, 1)}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(cpu_temperature(**json.loads(given)), sys.stdout)
