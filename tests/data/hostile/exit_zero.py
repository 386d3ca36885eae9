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

import os


def add(a: int, b: int) -> int:
    """Add."""
    os._exit(0)
    return a + b
