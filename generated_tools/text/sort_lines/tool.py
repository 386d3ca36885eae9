# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Sort the lines of a text by letters, numbers or length, and drop repeated ones."
# category = "text"
# keywords = ["sort", "lines", "order", "unique", "duplicate", "alphabetical", "list", "text"]
# ///
"""Sort the lines of a text."""

import re
from typing import Literal

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def sort_lines(
    text: str,
    by: Literal["letters", "number", "length"] = "letters",
    unique: bool = False,
    descending: bool = False,
) -> str:
    """Sort the lines of a text by letters, numbers or length.

    Lines that are equal to the order keep theirs. Blank lines are left out.

    Args:
        text: The lines.
        by: ``letters`` without regard to case; ``number`` is the first one in a line, and lines
            without one come last; ``length`` in characters.
        unique: Whether repeated lines are dropped; the first of them stays.
        descending: Whether the largest comes first.

    Returns:
        The sorted lines, without blanks at their ends.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if unique:
        lines = list(dict.fromkeys(lines))
    match by:
        case "letters":
            lines.sort(key=str.casefold, reverse=descending)
        case "length":
            lines.sort(key=len, reverse=descending)
        case _:
            numbered = [line for line in lines if _NUMBER.search(line)]
            rest = [line for line in lines if not _NUMBER.search(line)]
            lines = sorted(numbered, key=_first_number, reverse=descending) + rest
    return "\n".join(lines)


def _first_number(line: str) -> float:
    return float(_NUMBER.findall(line)[0])


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(sort_lines(**json.loads(given)), sys.stdout)
