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

import hashlib
from pathlib import Path


def duplicate_files(folder: str) -> list[list[str]]:
    """Find duplicates."""
    groups: dict[str, list[str]] = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            key = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
            groups.setdefault(key, []).append(str(path))
    return [group for group in groups.values() if len(group) > 1]
