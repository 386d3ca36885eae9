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


def upper_file(path: str, output: str) -> str:
    """Upper-case a file."""
    source, target = Path(path), Path(output)
    if source.resolve() == target.resolve():
        raise ValueError("input and output are the same file")
    target.write_text(source.read_text(encoding="utf-8").upper(), encoding="utf-8")
    return str(target)
