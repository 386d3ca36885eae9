# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Count the words of a text."
# category = "text"
# keywords = ["word", "count", "text", "number", "length", "wc"]
# examples = [
#   '{"arguments": {"text": "a b"}, "result": 2}',
#   '{"arguments": {"text": ""}, "result": 0}',
# ]
# ///
"""Count the words of a text."""

import re


def word_count(text: str) -> int:
    """Count the words of a text.

    A word is a run of characters between white space of any kind, as ``wc -w`` counts.

    Args:
        text: The text; may be empty and may have several lines.

    Returns:
        The number of words, 0 for an empty or blank text.

    Raises:
        TypeError: If the text is not a string.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    return len(re.findall(r"\S+", text))


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(word_count(**json.loads(given)), sys.stdout)
