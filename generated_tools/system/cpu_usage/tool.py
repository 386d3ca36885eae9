# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Measure how busy the processors are, in percent."
# category = "system"
# keywords = ["cpu", "usage", "processor", "load", "percent", "busy", "cores"]
# permissions = { system = true }
# ///
"""Measure how busy the processors are."""

import time
from pathlib import Path
from typing import TypedDict

_IDLE, _WAITING, _COUNTED = 3, 4, 8


class CpuUsage(TypedDict):
    """Shares of time spent working, in percent, and each core's own."""

    percent: float
    per_core: list[float]
    cores: int
    seconds: float


def cpu_usage(seconds: float = 0.5, proc: str = "/proc") -> CpuUsage:
    """Measure how busy the processors are over a short time.

    Args:
        seconds: How long to measure, from 0.1 to 60.
        proc: Where the kernel shows its figures.

    Returns:
        The share of time the processors worked, together and one by one.

    Raises:
        ValueError: If the measuring time is out of range.
        FileNotFoundError: If this machine does not show processor figures.
    """
    if not 0.1 <= seconds <= 60:
        raise ValueError(f"seconds must be from 0.1 to 60, not {seconds}")
    path = Path(proc, "stat")
    if not path.is_file():
        raise FileNotFoundError(f"not available: this machine does not show {path}")
    before = _times(path)
    time.sleep(seconds)
    after = _times(path)
    shares = [_share(before[name], after[name]) for name in after if name in before]
    return {
        "percent": shares[0],
        "per_core": shares[1:],
        "cores": len(shares) - 1,
        "seconds": seconds,
    }


def _times(path: Path) -> dict[str, list[int]]:
    """Ticks per state for ``cpu`` (all together) and each ``cpuN``.

    The states after the eighth are guests, which the first two include already.
    """
    lines = (line.split() for line in path.read_text("ascii").splitlines())
    return {
        words[0]: [int(word) for word in words[1 : _COUNTED + 1]]
        for words in lines
        if words and words[0].startswith("cpu")
    }


def _share(before: list[int], after: list[int]) -> float:
    passed = [new - old for old, new in zip(before, after, strict=True)]
    idle = passed[_IDLE] + passed[_WAITING]
    return round(100 * (sum(passed) - idle) / max(sum(passed), 1), 1)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(cpu_usage(**json.loads(given)), sys.stdout)
