# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Show the differences between two texts, line by line."
# category = "text"
# keywords = ["diff", "difference", "compare", "texts", "lines", "changes", "draft"]
# ///
"""Show the differences between two texts."""

import difflib
from typing import TypedDict


class Difference(TypedDict):
    """Lines only in one of the texts are counted; ``similarity`` is from 0 to 1."""

    identical: bool
    added: int
    removed: int
    similarity: float
    diff: str


def text_diff(old: str, new: str, context: int = 3) -> Difference:
    """Show the differences between two texts, line by line.

    Args:
        old: The earlier text.
        new: The later text.
        context: Unchanged lines shown around each change.

    Returns:
        Whether the texts are identical, the lines added and removed, the share of lines in
        common, and a unified diff, which is empty when no line differs.

    Raises:
        ValueError: If the context is negative.
    """
    if context < 0:
        raise ValueError(f"context must be 0 or more, not {context}")
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    diff = difflib.unified_diff(before, after, "old", "new", n=context, lineterm="")
    return {
        "identical": old == new,
        "added": len(after) - common,
        "removed": len(before) - common,
        "similarity": round(matcher.ratio(), 3),
        "diff": "\n".join(diff),
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(text_diff(**json.loads(given)), sys.stdout)
