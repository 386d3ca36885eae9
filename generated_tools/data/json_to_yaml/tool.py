# /// script
# requires-python = ">=3.11"
# dependencies = ["pyyaml>=6"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a JSON text to YAML."
# category = "data"
# keywords = ["json", "yaml", "convert", "yml", "config", "dump"]
# ///
"""Convert a JSON text to YAML."""

import json

import yaml


def json_to_yaml(text: str, sort_keys: bool = False) -> str:
    """Convert a JSON text to YAML.

    Args:
        text: The JSON text.
        sort_keys: Whether keys come in order; else they keep theirs.

    Returns:
        The YAML text, in block style, which reads back as the same value.

    Raises:
        ValueError: If the text is no JSON, or is nested too deeply.
    """
    try:
        value = json.loads(text)
        return yaml.safe_dump(value, sort_keys=sort_keys, allow_unicode=True)
    except json.JSONDecodeError as error:
        raise ValueError(f"no sound JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(json_to_yaml(**json.loads(given)), sys.stdout)
