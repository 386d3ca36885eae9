# hostile: exit
# expect: policy/exit
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

import sys


def add(a: int, b: int) -> int:
    """Add."""
    if a > b:
        sys.exit(0)
    return a + b
