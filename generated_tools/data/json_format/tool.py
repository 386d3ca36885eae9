# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Check a JSON text and lay it out readably, or as short as possible."
# category = "data"
# keywords = ["json", "format", "pretty", "beautify", "validate", "indent", "minify"]
# examples = [
#   '{"arguments": {"text": "[1,2]", "indent": 0}, "result": "[1,2]"}',
#   '{"arguments": {"text": "{\"b\":1,\"a\":[]}", "indent": 2, "sort_keys": true}, "result": "{\n  \"a\": [],\n  \"b\": 1\n}"}',
# ]
# ///
"""Check a JSON text and lay it out."""

import json
from typing import NoReturn


def json_format(text: str, indent: int = 2, sort_keys: bool = False) -> str:
    """Check a JSON text and lay it out readably, or as short as possible.

    Args:
        text: The JSON text.
        indent: Spaces per level, at most 16; 0 puts everything on one line without spaces.
        sort_keys: Whether the keys of objects are put in alphabetical order.

    Returns:
        The same value as JSON text in the new layout.

    Raises:
        ValueError: If the text is not JSON, with line and column; if an object has a key twice;
            or if the indent is not from 0 to 16.
    """
    if not 0 <= indent <= 16:
        raise ValueError(f"indent must be from 0 to 16, not {indent}")
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"not JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read: nested too deeply") from error
    if indent == 0:
        return json.dumps(value, ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))
    return json.dumps(value, ensure_ascii=False, sort_keys=sort_keys, indent=indent)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"not JSON: {constant} is no JSON number")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} comes twice in one object")
    return found


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(json_format(**json.loads(given)), sys.stdout)
