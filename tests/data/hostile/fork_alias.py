# hostile: processes
# expect: policy/fork
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

import posix as quiet


def add(a: int, b: int) -> int:
    """Add."""
    quiet.fork()
    return a + b
