# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Find rows of a CSV file by a condition, sorted and with chosen columns."
# category = "data"
# keywords = ["csv", "query", "filter", "select", "rows", "sort", "columns", "where"]
# permissions = { read = ["path"] }
# ///
"""Find rows of a CSV file by a condition."""

import csv
import operator
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_Key = tuple[int, float, str]


def csv_query(
    path: str,
    column: str = "",
    comparison: Literal["=", "!=", "<", "<=", ">", ">=", "contains"] = "=",
    value: str = "",
    select: list[str] | None = None,
    sort_by: str = "",
    descending: bool = False,
    limit: int = 100,
) -> list[dict[str, str]]:
    """Find rows of a CSV file by a condition, sorted and with chosen columns.

    Values compare as numbers where both are numbers, else as texts.

    Args:
        path: The CSV file, in UTF-8, with names in its first line.
        column: The column of the condition; empty for all rows.
        comparison: How its value compares with ``value``; ``contains`` ignores letter case.
        value: What to compare with.
        select: The columns wanted, in this order; none for all.
        sort_by: The column to sort by, numbers before texts; empty for the order of the file.
        descending: Whether the largest comes first.
        limit: The most rows to return, 1 or more.

    Returns:
        The rows, each as values by column name.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If there is no such column, the limit is less than 1, or the file is empty,
            not UTF-8 or has a row with more or fewer values than names.
    """
    if limit < 1:
        raise ValueError(f"limit must be 1 or more, not {limit}")
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            names, *rows = _rows(csv.reader(stream))
    except UnicodeDecodeError as error:
        raise ValueError(f"not a UTF-8 text: {path}") from error
    wanted = select or names
    for name in filter(None, (column, sort_by, *wanted)):
        if name not in names:
            raise ValueError(f"no column {name!r}; there are {', '.join(names)}")
    found = [dict(zip(names, row, strict=True)) for row in rows]
    if column:
        found = [row for row in found if _meets(row[column], comparison, value)]
    if sort_by:
        found.sort(key=lambda row: _key(row[sort_by]), reverse=descending)
    return [{name: row[name] for name in wanted} for row in found[:limit]]


def _rows(reader: Iterator[list[str]]) -> list[list[str]]:
    rows = [row for row in reader if row]
    if not rows:
        raise ValueError("the file has no line with column names")
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise ValueError(f"row {number} has {len(row)} values for {len(rows[0])} columns")
    return rows


def _meets(text: str, comparison: str, value: str) -> bool:
    if comparison == "contains":
        return value.lower() in text.lower()
    left, right = _key(text), _key(value)
    if left[0] != right[0]:
        left, right = (1, 0.0, text), (1, 0.0, value)
    return bool(_COMPARE[comparison](left, right))


def _key(text: str) -> _Key:
    try:
        return 0, float(text), ""
    except ValueError:
        return 1, 0.0, text


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(csv_query(**json.loads(given)), sys.stdout)
