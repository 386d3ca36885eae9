# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "List network interfaces with state and traffic, Wi-Fi signal, and Bluetooth adapters."
# category = "system"
# keywords = ["network", "wifi", "bluetooth", "interfaces", "adapters", "devices", "wireless", "signal", "list", "management"]
# permissions = { system = true }
# ///
"""List network interfaces, Wi-Fi signal and Bluetooth adapters."""

from pathlib import Path
from typing import TypedDict


class Interface(TypedDict):
    """An interface; traffic is in bytes since start, ``signal`` in dBm, 0 without Wi-Fi."""

    name: str
    state: str
    address: str
    received: int
    sent: int
    wireless: bool
    signal: float


class Bluetooth(TypedDict):
    """A Bluetooth adapter and the names of its open connections."""

    name: str
    connections: list[str]


class Devices(TypedDict):
    """What the machine shows; the summary says what is not available."""

    interfaces: list[Interface]
    bluetooth: list[Bluetooth]
    summary: str


def network_devices(root: str = "/sys/class", proc: str = "/proc") -> Devices:
    """List network interfaces with state and traffic, Wi-Fi signal, and Bluetooth adapters.

    Only what the kernel shows is listed; nothing is sent, so foreign Wi-Fi networks and devices
    that are not connected do not appear.

    Args:
        root: Where the kernel shows its devices.
        proc: Where the kernel shows its figures.

    Returns:
        Interfaces and adapters by name, and a summary in one line.

    Raises:
        FileNotFoundError: If this machine shows no network devices at all.
    """
    folder = Path(root, "net")
    if not folder.is_dir():
        raise FileNotFoundError(f"not available: this machine does not show {folder}")
    signals = _signals(Path(proc, "net", "wireless"))
    interfaces = [_interface(one, signals) for one in _folders(folder)]
    adapters = [_bluetooth(one) for one in _folders(Path(root, "bluetooth")) if ":" not in one.name]
    wireless = sum(one["wireless"] for one in interfaces)
    return {
        "interfaces": interfaces,
        "bluetooth": adapters,
        "summary": f"{len(interfaces)} network interfaces; "
        f"Wi-Fi: {wireless or 'not available'}; Bluetooth: {len(adapters) or 'not available'}",
    }


def _folders(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []


def _interface(folder: Path, signals: dict[str, float]) -> Interface:
    return {
        "name": folder.name,
        "state": _read(folder / "operstate") or "unknown",
        "address": _read(folder / "address"),
        "received": int(_read(folder / "statistics" / "rx_bytes") or 0),
        "sent": int(_read(folder / "statistics" / "tx_bytes") or 0),
        "wireless": (folder / "wireless").is_dir() or folder.name in signals,
        "signal": signals.get(folder.name, 0.0),
    }


def _signals(path: Path) -> dict[str, float]:
    """Signal levels by interface; the first two lines of the table are its head."""
    rows = (line.split() for line in _read(path).splitlines()[2:])
    return {row[0].rstrip(":"): float(row[3]) for row in rows}


def _bluetooth(folder: Path) -> Bluetooth:
    connected = [one.name for one in _folders(folder) if one.name.startswith(f"{folder.name}:")]
    return {"name": folder.name, "connections": connected}


def _read(path: Path) -> str:
    return path.read_text("utf-8").strip() if path.is_file() else ""


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(network_devices(**json.loads(given)), sys.stdout)
