# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

from pathlib import Path


def line_count(path: str, encoding: str = "utf-8") -> int:
    """Count lines."""
    file = Path(path)
    if not file.is_file():
        raise FileNotFoundError(f"no file {path}")
    return len(file.read_text(encoding=encoding).splitlines())
