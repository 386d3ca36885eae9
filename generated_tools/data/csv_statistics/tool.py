# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Describe the columns of a CSV file: counts, empties, ranges, means, most frequent values."
# category = "data"
# keywords = ["csv", "statistics", "columns", "mean", "summary", "describe", "average", "data"]
# permissions = { read = ["path"] }
# ///
"""Describe the columns of a CSV file."""

import csv
import math
from collections import Counter
from pathlib import Path
from typing import TypedDict


class Column(TypedDict):
    """A column; the last four figures are of its numbers alone and 0 where it has none."""

    name: str
    filled: int
    empty: int
    different: int
    most_frequent: str
    numbers: int
    minimum: float
    maximum: float
    mean: float
    sum: float


class Description(TypedDict):
    """A CSV file's rows, not counting the line of names, and its columns."""

    rows: int
    columns: list[Column]


def csv_statistics(path: str, delimiter: str = ",") -> Description:
    """Describe the columns of a CSV file.

    Args:
        path: The CSV file, in UTF-8, with names in its first line.
        delimiter: The character between values.

    Returns:
        The number of rows, and per column how many values are filled, empty and different,
        the most frequent one (the first of equals), and figures about the numbers in it.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the file is empty, not UTF-8 or not sound, a row has more or fewer values
            than there are names, or the delimiter is not one character.
    """
    if len(delimiter) != 1:
        raise ValueError(f"the delimiter must be one character, not {delimiter!r}")
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream, delimiter=delimiter, strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"not a sound CSV file in UTF-8: {path} ({error})") from error
    if not rows:
        raise ValueError(f"the file has no line with column names: {path}")
    names, *rest = rows
    for number, row in enumerate(rest, 1):
        if len(row) != len(names):
            raise ValueError(f"row {number} has {len(row)} values for {len(names)} columns")
    columns = [_column(name, [row[place] for row in rest]) for place, name in enumerate(names)]
    return {"rows": len(rest), "columns": columns}


def _column(name: str, values: list[str]) -> Column:
    filled = [value for value in values if value.strip()]
    counts = Counter(filled)
    numbers = [number for value in filled if math.isfinite(number := _number(value))]
    return {
        "name": name,
        "filled": len(filled),
        "empty": len(values) - len(filled),
        "different": len(counts),
        "most_frequent": max(counts, key=lambda value: counts[value], default=""),
        "numbers": len(numbers),
        "minimum": min(numbers, default=0.0),
        "maximum": max(numbers, default=0.0),
        "mean": math.fsum(numbers) / max(len(numbers), 1),
        "sum": math.fsum(numbers),
    }


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(csv_statistics(**json.loads(given)), sys.stdout)
