# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a CSV file to a JSON file, one object per row."
# category = "data"
# keywords = ["csv", "json", "convert", "conversion", "table", "rows"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Convert a CSV file to a JSON file."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

# A number as JSON writes it: 007 and 1e5 stay texts, as they are codes more often.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")


class Converted(TypedDict):
    """What was written."""

    output: str
    rows: int
    columns: list[str]


def csv_to_json(path: str, output: str, delimiter: str = ",", numbers: bool = False) -> Converted:
    """Convert a CSV file to a JSON file, one object per row.

    The first line names the columns. Rows are converted one by one, so size does not matter.

    Args:
        path: The CSV file, in UTF-8.
        output: The JSON file to write.
        delimiter: The character between values.
        numbers: Whether values that look like numbers become numbers.

    Returns:
        The output path, the number of rows and the names of the columns.

    Raises:
        FileNotFoundError: If the CSV file does not exist.
        ValueError: If the file is empty or not UTF-8, a column name is missing or comes twice,
            a row has more or fewer values than there are columns, or the delimiter is not one
            character.
    """
    if len(delimiter) != 1:
        raise ValueError(f"the delimiter must be one character, not {delimiter!r}")
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    target = Path(output)
    partial = target.with_name(target.name + ".partial")
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as source:
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            columns = _columns(next(reader, []))
            rows = _write(partial, _objects(reader, columns, numbers))
        partial.replace(target)
    except UnicodeDecodeError as error:
        raise ValueError(f"not a UTF-8 text: {path}") from error
    except csv.Error as error:
        raise ValueError(f"not a sound CSV file: {path} ({error})") from error
    finally:
        partial.unlink(missing_ok=True)
    return {"output": output, "rows": rows, "columns": columns}


def _columns(header: list[str]) -> list[str]:
    if not header:
        raise ValueError("the file has no line with column names")
    if "" in header:
        raise ValueError(f"column {header.index('') + 1} has no name")
    if len(set(header)) < len(header):
        raise ValueError(f"a column name comes twice in {header}")
    return header


def _objects(
    rows: Iterator[list[str]], columns: list[str], numbers: bool
) -> Iterator[dict[str, str | int | float]]:
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} values for {len(columns)} columns")
        values = [_value(text) for text in row] if numbers else row
        yield dict(zip(columns, values, strict=True))


def _value(text: str) -> str | int | float:
    match = _NUMBER.fullmatch(text)
    if not match:
        return text
    return float(text) if match[1] else int(text)


def _write(path: Path, objects: Iterator[dict[str, str | int | float]]) -> int:
    rows = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write("[")
        for rows, one in enumerate(objects, 1):
            stream.write("\n" if rows == 1 else ",\n")
            stream.write(json.dumps(one, ensure_ascii=False))
        stream.write("\n]\n")
    return rows


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(csv_to_json(**json.loads(given)), sys.stdout)
