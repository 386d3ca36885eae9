# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { system = true }
# ///
"""A sample of the corpus."""

from pathlib import Path


def battery(root: str = "/sys/class/power_supply") -> dict[str, object]:
    """Say the battery's state."""
    for supply in sorted(Path(root).glob("BAT*")):
        capacity = int((supply / "capacity").read_text().strip())
        return {"available": True, "percent": capacity}
    return {"available": False}
