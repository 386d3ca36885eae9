# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["inputs"], write = ["output"] }
# ///
"""A sample of the corpus."""

import csv
from collections.abc import Sequence
from pathlib import Path


def merge_csv(inputs: list[str], output: str) -> int:
    """Merge CSV files."""
    rows = _rows(inputs)
    with Path(output).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerows(rows)
    return len(rows)


def _rows(inputs: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for index, name in enumerate(inputs):
        with open(name, encoding="utf-8", newline="") as handle:
            read = list(csv.reader(handle))
            rows.extend(read if index == 0 else read[1:])
    return rows
