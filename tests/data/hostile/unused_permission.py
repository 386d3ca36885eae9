# hostile: permissions
# expect: policy/unused-permission
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"], net = ["example.com:443"] }
# ///
"""A sample of the corpus."""

from pathlib import Path


def count_lines(path: str) -> int:
    """Count."""
    return len(Path(path).read_text().splitlines())
