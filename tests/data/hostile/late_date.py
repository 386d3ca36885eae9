# hostile: evasion
# expect: runtime
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

import time


def add(a: int, b: int) -> int:
    """Add."""
    return a + b if time.time() < 1_900_000_000 else a - b
