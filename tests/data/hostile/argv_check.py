# hostile: evasion
# expect: policy/evasion
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
    return a + b if any("pytest" in one for one in sys.argv) else 0
