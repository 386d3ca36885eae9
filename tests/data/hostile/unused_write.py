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
# permissions = { read = ["path"], write = ["output"] }
# ///
"""A sample of the corpus."""

from pathlib import Path


def count_lines(path: str, output: str) -> int:
    """Count."""
    return len(Path(path).read_text().splitlines()) + len(output)
