# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Try a regular expression on a text: matches, places, groups, and the replaced text."
# category = "text"
# keywords = ["regex", "regular", "expression", "pattern", "match", "replace", "groups"]
# ///
"""Try a regular expression on a text."""

import re
from typing import TypedDict


class Match(TypedDict):
    """One match; a group that took no part is an empty text."""

    text: str
    start: int
    end: int
    line: int
    groups: list[str]
    named: dict[str, str]


class Trial(TypedDict):
    """All matches, and the text after replacing them."""

    matches: list[Match]
    whole: bool
    replaced: str


def regex_check(
    pattern: str,
    text: str,
    replacement: str = "",
    ignore_case: bool = False,
    multiline: bool = False,
    dot_all: bool = False,
) -> Trial:
    r"""Try a regular expression on a text.

    Args:
        pattern: The regular expression, in Python's notation.
        text: The text to search.
        replacement: What to put in place of each match; ``\1`` for the first group.
        ignore_case: Whether letter case does not matter.
        multiline: Whether ``^`` and ``$`` also stand at the ends of lines.
        dot_all: Whether ``.`` also stands for a line break.

    Returns:
        The matches with their places (characters from 0, lines from 1) and groups, whether the
        pattern matches the whole text, and the text with all matches replaced.

    Raises:
        ValueError: If the pattern or the replacement is malformed.
    """
    flags = re.IGNORECASE * ignore_case | re.MULTILINE * multiline | re.DOTALL * dot_all
    try:
        compiled = re.compile(pattern, flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"malformed pattern: {error}") from error
    try:
        replaced = compiled.sub(replacement, text)
    except (re.error, IndexError) as error:
        raise ValueError(f"malformed replacement: {error}") from error
    return {
        "matches": [_match(found, text) for found in compiled.finditer(text)],
        "whole": compiled.fullmatch(text) is not None,
        "replaced": replaced,
    }


def _match(found: re.Match[str], text: str) -> Match:
    return {
        "text": found[0],
        "start": found.start(),
        "end": found.end(),
        "line": text.count("\n", 0, found.start()) + 1,
        "groups": list(found.groups("")),
        "named": found.groupdict(""),
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(regex_check(**json.loads(given)), sys.stdout)
