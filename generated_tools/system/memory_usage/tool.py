# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell how much memory and swap is in use."
# category = "system"
# keywords = ["memory", "usage", "ram", "swap", "free", "available"]
# permissions = { system = true }
# ///
"""Tell how much memory and swap is in use."""

from pathlib import Path
from typing import TypedDict


class MemoryUsage(TypedDict):
    """Sizes are in bytes; ``available`` is what programs can still get."""

    total: int
    available: int
    used: int
    percent_used: float
    swap_total: int
    swap_used: int
    swap_percent_used: float
    summary: str


def memory_usage(proc: str = "/proc") -> MemoryUsage:
    """Tell how much memory and swap is in use.

    Args:
        proc: Where the kernel shows its figures.

    Returns:
        Sizes in bytes, shares in percent, and a summary in one line.

    Raises:
        FileNotFoundError: If this machine does not show these figures.
    """
    path = Path(proc, "meminfo")
    if not path.is_file():
        raise FileNotFoundError(f"not available: this machine does not show {path}")
    lines = (line.split() for line in path.read_text("ascii").splitlines())
    facts = {words[0].rstrip(":"): int(words[1]) * 1024 for words in lines}
    total, swap_total = facts["MemTotal"], facts.get("SwapTotal", 0)
    used = total - facts["MemAvailable"]
    swap_used = swap_total - facts.get("SwapFree", 0)
    return {
        "total": total,
        "available": facts["MemAvailable"],
        "used": used,
        "percent_used": _percent(used, total),
        "swap_total": swap_total,
        "swap_used": swap_used,
        "swap_percent_used": _percent(swap_used, swap_total),
        "summary": f"{_percent(used, total)} % of {total / 2**30:.1f} GiB used, "
        f"swap {_percent(swap_used, swap_total)} % of {swap_total / 2**30:.1f} GiB",
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(memory_usage(**json.loads(given)), sys.stdout)
