# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell the charge and charging status of the battery."
# category = "system"
# keywords = ["battery", "charge", "charging", "percentage", "power", "status", "laptop"]
# permissions = { system = true }
# ///
"""Tell the charge and charging status of the battery."""

from pathlib import Path
from typing import TypedDict


class Battery(TypedDict):
    """One battery; ``percent`` is -1 where it does not tell its charge."""

    name: str
    percent: int
    status: str


class BatteryStatus(TypedDict):
    """All batteries; not ``available`` where the machine has none."""

    available: bool
    plugged_in: bool
    batteries: list[Battery]
    summary: str


def battery_status(root: str = "/sys/class/power_supply") -> BatteryStatus:
    """Tell the charge and charging status of the battery.

    Args:
        root: Where the kernel shows power supplies.

    Returns:
        Every battery with its charge in percent and its status (Charging, Discharging, Full,
        Not charging or Unknown), whether mains power is connected, and a summary in one line,
        which begins with "not available" on a machine without a battery.

    Raises:
        ValueError: If a battery's charge is not a number.
    """
    folder = Path(root)
    supplies = sorted(folder.iterdir()) if folder.is_dir() else []
    batteries = [_battery(one) for one in supplies if _read(one / "type") == "Battery"]
    plugged_in = any(_read(one / "online") == "1" for one in supplies)
    told = ", ".join(
        f"{one['name']}: {_charge(one['percent'])}, {one['status']}" for one in batteries
    )
    return {
        "available": bool(batteries),
        "plugged_in": plugged_in,
        "batteries": batteries,
        "summary": told or "not available: this machine shows no battery",
    }


def _battery(folder: Path) -> Battery:
    capacity = _read(folder / "capacity") or "-1"
    try:
        percent = int(capacity)
    except ValueError as error:
        raise ValueError(f"{folder.name} tells a charge that is no number: {capacity!r}") from error
    return {
        "name": folder.name,
        "percent": percent,
        "status": _read(folder / "status") or "Unknown",
    }


def _charge(percent: int) -> str:
    return "charge unknown" if percent < 0 else f"{percent} %"


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip() if path.is_file() else ""


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(battery_status(**json.loads(given)), sys.stdout)
