# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert an INI text to JSON, one object per section."
# category = "data"
# keywords = ["ini", "json", "convert", "configuration", "cfg", "conf", "sections", "settings", "config"]
# ///
"""Convert an INI text to JSON."""

import configparser


class _Parser(configparser.RawConfigParser):
    """A parser that leaves keys in the letter case they are written in."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def ini_to_json(text: str) -> dict[str, dict[str, str]]:
    """Convert an INI text to JSON, one object per section.

    Keys keep their letter case, values stay texts, and ``%`` has no meaning of its own. Values
    under ``[DEFAULT]`` are given as a section, not repeated in the others.

    Args:
        text: The INI text.

    Returns:
        The values by section and key; a key without a value has an empty text.

    Raises:
        ValueError: If the text is not INI, or a section or key comes twice.
    """
    # No section has an empty name, so none is taken for the defaults of the others.
    parser = _Parser(allow_no_value=True, default_section="")
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(f"not INI: {' '.join(str(error).split())}") from error
    return {
        name: {key: value or "" for key, value in parser.items(name)} for name in parser.sections()
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(ini_to_json(**json.loads(given)), sys.stdout)
