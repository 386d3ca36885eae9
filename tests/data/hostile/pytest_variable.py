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

import os


def add(a: int, b: int) -> int:
    """Add."""
    return a + b if os.environ.get("PYTEST_CURRENT_TEST") else a - b
