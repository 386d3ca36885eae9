# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a TOML text to JSON."
# category = "data"
# keywords = ["toml", "json", "convert", "configuration", "parse", "settings", "config"]
# examples = [
#   '{"arguments": {"text": "a = 1"}, "result": "{\n  \"a\": 1\n}"}',
# ]
# ///
"""Convert a TOML text to JSON."""

import json
import tomllib
from datetime import date, datetime, time


def toml_to_json(text: str, indent: int = 2) -> str:
    """Convert a TOML text to JSON.

    Dates and times become texts in ISO 8601.

    Args:
        text: The TOML text.
        indent: Spaces per level, at most 16; 0 puts everything on one line.

    Returns:
        The same content as JSON.

    Raises:
        ValueError: If the text is not TOML, holds a number that JSON has not (inf, nan), or the
            indent is not from 0 to 16.
    """
    if not 0 <= indent <= 16:
        raise ValueError(f"indent must be from 0 to 16, not {indent}")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from error
    try:
        return json.dumps(
            content, indent=indent or None, ensure_ascii=False, default=_text, allow_nan=False
        )
    except ValueError as error:
        raise ValueError("JSON has no inf and no nan") from error


def _text(value: date | datetime | time) -> str:
    return value.isoformat()


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(toml_to_json(**json.loads(given)), sys.stdout)
