# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Report load, memory and uptime of this machine with a timestamp."
# category = "system"
# keywords = ["system", "performance", "report", "monitor", "load", "memory", "cpu", "timestamp", "uptime"]
# permissions = { system = true }
# ///
"""Report load, memory and uptime of this machine."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict


class SystemReport(TypedDict):
    """Loads are processes that wanted to run; memory is in bytes."""

    timestamp: str
    processors: int
    load_1_minute: float
    load_5_minutes: float
    load_15_minutes: float
    load_percent: float
    memory_total: int
    memory_available: int
    memory_used_percent: float
    uptime_seconds: int
    summary: str


def system_report(proc: str = "/proc", now: str = "") -> SystemReport:
    """Report load, memory and uptime of this machine with a timestamp.

    Args:
        proc: Where the kernel shows its figures.
        now: The timestamp of the report in ISO 8601; empty for the current time in UTC.

    Returns:
        The figures, and a summary of them in one line.

    Raises:
        FileNotFoundError: If this machine does not show these figures.
        ValueError: If ``now`` is not a time in ISO 8601.
    """
    timestamp = _moment(now).isoformat(timespec="seconds")
    loads = [float(word) for word in _read(proc, "loadavg").split()[:3]]
    processors = _read(proc, "stat").count("\ncpu")
    memory = _memory(_read(proc, "meminfo"))
    total, available = memory["MemTotal"], memory["MemAvailable"]
    uptime = int(float(_read(proc, "uptime").split()[0]))
    load_percent = round(100 * loads[0] / processors, 1)
    used_percent = round(100 * (total - available) / total, 1)
    return {
        "timestamp": timestamp,
        "processors": processors,
        "load_1_minute": loads[0],
        "load_5_minutes": loads[1],
        "load_15_minutes": loads[2],
        "load_percent": load_percent,
        "memory_total": total,
        "memory_available": available,
        "memory_used_percent": used_percent,
        "uptime_seconds": uptime,
        "summary": f"{timestamp}: load {load_percent} % of {processors} processors, "
        f"memory {used_percent} % used, up {_duration(uptime)}",
    }


def _moment(now: str) -> datetime:
    try:
        return datetime.fromisoformat(now) if now else datetime.now(UTC)
    except ValueError as error:
        raise ValueError(f"not a time in ISO 8601: {now!r}") from error


def _read(proc: str, name: str) -> str:
    path = Path(proc, name)
    if not path.is_file():
        raise FileNotFoundError(f"not available: this machine does not show {path}")
    return path.read_text("ascii")


def _memory(text: str) -> dict[str, int]:
    lines = (line.split() for line in text.splitlines())
    return {words[0].rstrip(":"): int(words[1]) * 1024 for words in lines}


def _duration(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h {minutes} min"


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(system_report(**json.loads(given)), sys.stdout)
