# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Join two CSV files on a column that both have."
# category = "data"
# keywords = ["csv", "join", "merge", "tables", "column", "match", "lookup", "key", "combine"]
# permissions = { read = ["left", "right"], write = ["output"] }
# ///
"""Join two CSV files on a column."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypedDict


class Joined(TypedDict):
    """What was written."""

    output: str
    rows: int
    columns: list[str]


def csv_join(
    left: str, right: str, output: str, on: str, keep: Literal["matching", "left"] = "matching"
) -> Joined:
    """Join two CSV files on a column that both have.

    A row of the left file is joined with every row of the right one that has the same value.

    Args:
        left: The first CSV file, in UTF-8, with column names in its first line.
        right: The second CSV file.
        output: The CSV file to write.
        on: The column that both have.
        keep: ``matching`` leaves out rows of the left file without a match; ``left`` keeps them,
            with empty values.

    Returns:
        The output path, the number of rows and the names of the columns: those of the left file,
        then the others of the right one.

    Raises:
        FileNotFoundError: If a file does not exist.
        ValueError: If a file has no such column, is no sound CSV in UTF-8, or both files have
            another column of the same name.
    """
    first, first_rows = _read(left, on)
    second, second_rows = _read(right, on)
    others = [column for column in second if column != on]
    shared = sorted(set(first) & set(others))
    if shared:
        raise ValueError(f"both files have a column {shared[0]}: rename one")
    found: dict[str, list[dict[str, str]]] = {}
    for row in second_rows:
        found.setdefault(row[on], []).append(row)
    unmatched = [dict.fromkeys(others, "")] if keep == "left" else []
    joined = [
        {**row, **{column: match[column] for column in others}}
        for row in first_rows
        for match in found.get(row[on], unmatched)
    ]
    columns = [*first, *others]
    _write(joined, columns, Path(output))
    return {"output": output, "rows": len(joined), "columns": columns}


def _read(path: str, on: str) -> tuple[list[str], list[dict[str, str]]]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            columns = next(reader, [])
            rows = list(_rows(reader, columns, path))
    except UnicodeDecodeError as error:
        raise ValueError(f"not a UTF-8 text: {path}") from error
    except csv.Error as error:
        raise ValueError(f"not a sound CSV file: {path} ({error})") from error
    if columns.count(on) != 1:
        raise ValueError(f"not one column is called {on!r} in {path}; there are {columns}")
    return columns, rows


def _rows(reader: Iterator[list[str]], columns: list[str], path: str) -> Iterator[dict[str, str]]:
    for number, row in enumerate(reader, 2):
        if not row:
            continue
        if len(row) != len(columns):
            raise ValueError(f"line {number} has {len(row)} values for {len(columns)}: {path}")
        yield dict(zip(columns, row, strict=True))


def _write(rows: list[dict[str, str]], columns: list[str], output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(csv_join(**json.loads(given)), sys.stdout)
