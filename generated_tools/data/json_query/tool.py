# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Get values out of a JSON text by a path such as people[0].name or items[*].price."
# category = "data"
# keywords = ["json", "query", "path", "value", "extract", "jsonpath", "select", "field"]
# examples = [
#   '{"arguments": {"text": "{\"people\": [{\"name\": \"Ann\"}, {\"name\": \"Bob\"}]}", "path": "people[*].name"}, "result": ["Ann", "Bob"]}',
# ]
# ///
"""Get values out of a JSON text by a path."""

import json
import re
from typing import Any

_STEP = re.compile(r"\.?(?:\[(-?\d{1,9}|\*)\]|\['([^']*)'\]|([^.\[\]'*\s]+)|(\*))")


def json_query(text: str, path: str) -> list[Any]:
    """Get values out of a JSON text by a path.

    Args:
        text: The JSON text.
        path: Keys and places, such as ``people[0].name``, ``items[*].price``, ``[-1]`` or
            ``['a key']``; ``*`` stands for every one; empty for the whole value.

    Returns:
        The values found, in the order of the text; what is not there is left out.

    Raises:
        ValueError: If the text is not JSON, or the path cannot be understood.
    """
    try:
        found = [json.loads(text)]
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read: nested too deeply") from error
    place = 0
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None or (place == 0 and path.startswith(".")):
            raise ValueError(f"cannot understand the path from here on: {path[place:]!r}")
        place = step.end()
        found = [inner for value in found for inner in _inside(value, step)]
    return found


def _inside(value: object, step: re.Match[str]) -> list[Any]:
    number, quoted, key, star = step.groups()
    if star or number == "*":
        return _all(value)
    if number is not None:
        return _at(value, int(number))
    wanted = key if quoted is None else quoted
    return [value[wanted]] if isinstance(value, dict) and wanted in value else []


def _all(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _at(value: object, place: int) -> list[Any]:
    if not isinstance(value, list) or not -len(value) <= place < len(value):
        return []
    return [value[place]]


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(json_query(**json.loads(given)), sys.stdout)
