# hostile: monkey-patching
# expect: policy/patching
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


def tidy(text: str) -> str:
    """Tidy."""
    setattr(time, "time", lambda: 0.0)
    return text
