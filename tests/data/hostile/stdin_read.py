# hostile: blocks
# expect: policy/standard-input
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


def read_all() -> str:
    """Read."""
    return sys.stdin.read()
