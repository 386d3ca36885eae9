# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["folder"] }
# ///
"""A sample of the corpus."""

import time
from pathlib import Path


def watch(folder: str, seconds: float = 0.0) -> list[str]:
    """List files that changed."""
    before = _state(Path(folder))
    time.sleep(seconds)
    after = _state(Path(folder))
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _state(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
