# /// script
# requires-python = ">=3.11"
# dependencies = ["pyyaml>=6"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a YAML text to JSON."
# category = "data"
# keywords = ["yaml", "json", "convert", "yml", "parse", "config"]
# ///
"""Convert a YAML text to JSON."""

import json
from datetime import date

import yaml


def yaml_to_json(text: str, indent: int = 2) -> str:
    """Convert a YAML text to JSON.

    Dates become texts in ISO 8601. Keys that are numbers, booleans or null become texts.

    Args:
        text: One YAML document.
        indent: Spaces per level, from 0 (all on one line) to 8.

    Returns:
        The JSON text.

    Raises:
        ValueError: If the text is no single YAML document, has an alias or a tag that JSON cannot
            say, or the indent is out of range.
    """
    if not 0 <= indent <= 8:
        raise ValueError(f"indent must be from 0 to 8, not {indent}")
    try:
        # A few aliases of aliases would become gigabytes of JSON.
        if any(isinstance(one, yaml.AliasToken) for one in yaml.scan(text)):
            raise ValueError("aliases (*name) are not supported: write the value out")
        value = yaml.safe_load(text)
        return json.dumps(
            value, indent=indent or None, ensure_ascii=False, allow_nan=False, default=_text_of
        )
    except yaml.YAMLError as error:
        raise ValueError(f"no sound YAML: {error}") from error
    except TypeError as error:
        raise ValueError(f"JSON cannot say it: {error}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _text_of(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"JSON cannot say it: a {type(value).__name__}")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(yaml_to_json(**json.loads(given)), sys.stdout)
