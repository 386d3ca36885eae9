# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell how long this machine has been running, and since when."
# category = "system"
# keywords = ["uptime", "running", "boot", "started", "since", "reboot"]
# permissions = { system = true }
# ///
"""Tell how long this machine has been running."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict


class Uptime(TypedDict):
    """``since`` is in universal time."""

    seconds: int
    since: str
    summary: str


def uptime(proc: str = "/proc") -> Uptime:
    """Tell how long this machine has been running, and since when.

    Args:
        proc: Where the kernel shows its figures.

    Returns:
        The seconds since the machine was started, that moment in ISO 8601, and a summary.

    Raises:
        FileNotFoundError: If this machine does not show these figures.
    """
    seconds = int(float(_read(proc, "uptime").split()[0]))
    boot = next(line for line in _read(proc, "stat").splitlines() if line.startswith("btime "))
    since = datetime.fromtimestamp(int(boot.split()[1]), UTC)
    return {
        "seconds": seconds,
        "since": since.isoformat(),
        "summary": f"up {_duration(seconds)}, since {since:%Y-%m-%d %H:%M} UTC",
    }


def _read(proc: str, name: str) -> str:
    path = Path(proc, name)
    if not path.is_file():
        raise FileNotFoundError(f"not available: this machine does not show {path}")
    return path.read_text("ascii")


def _duration(seconds: int) -> str:
    minutes, hours, days = seconds // 60 % 60, seconds // 3600 % 24, seconds // 86400
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    told = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return ", ".join(told) or "less than a minute"


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(uptime(**json.loads(given)), sys.stdout)
