# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

import difflib
import textwrap


def diff(old: str, new: str) -> str:
    """Diff."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="")
    return textwrap.dedent("\n".join(lines))
