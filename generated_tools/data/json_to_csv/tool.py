# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a JSON file with a list of objects to a CSV file."
# category = "data"
# keywords = ["json", "csv", "convert", "conversion", "table", "spreadsheet", "flatten", "records"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""Convert a JSON file with a list of objects to a CSV file."""

import csv
import json
from pathlib import Path
from typing import TypedDict


class Converted(TypedDict):
    """What was written."""

    output: str
    rows: int
    columns: list[str]


def json_to_csv(path: str, output: str, delimiter: str = ",") -> Converted:
    """Convert a JSON file with a list of objects to a CSV file.

    Columns come in the order in which keys first appear. A missing key or null is an empty
    value; true, false, lists and objects are written as JSON.

    Args:
        path: The JSON file, in UTF-8.
        output: The CSV file to write.
        delimiter: The character between values.

    Returns:
        The output path, the number of rows and the names of the columns.

    Raises:
        FileNotFoundError: If the JSON file does not exist.
        ValueError: If the file is not JSON in UTF-8, not a list of objects or without any key,
            or the delimiter is not one character.
    """
    if len(delimiter) != 1:
        raise ValueError(f"the delimiter must be one character, not {delimiter!r}")
    objects = _load(path)
    columns = list(dict.fromkeys(key for one in objects for key in one))
    if not columns:
        raise ValueError(f"no column: {path} holds no object with a key")
    target = Path(output)
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([_cell(one.get(key)) for key in columns] for one in objects)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return {"output": output, "rows": len(objects), "columns": columns}


def _load(path: str) -> list[dict[str, object]]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"no such file: {path}")
    try:
        content = json.loads(Path(path).read_text("utf-8-sig"))
    except ValueError as error:
        raise ValueError(f"not JSON in UTF-8: {path} ({error})") from error
    if not isinstance(content, list) or not all(isinstance(one, dict) for one in content):
        raise ValueError(f"not a list of objects: {path}")
    return content


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(json_to_csv(**json.loads(given)), sys.stdout)
