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


def dedupe_lines(path: str, output: str | None = None) -> list[str]:
    """Drop double lines."""
    lines = list(dict.fromkeys(Path(path).read_text().splitlines()))
    if output is not None:
        Path(output).write_text("\n".join(lines) + "\n")
    return lines
