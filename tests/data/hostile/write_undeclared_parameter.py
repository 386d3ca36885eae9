# hostile: undeclared files
# expect: policy/undeclared-write
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


def tidy_file(path: str) -> str:
    """Tidy a file."""
    text = Path(path).read_text()
    _store(path, text.strip())
    return text


def _store(target: str, text: str) -> None:
    with open(target, mode="a") as handle:
        handle.write(text)
