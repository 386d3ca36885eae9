# hostile: import effect
# expect: policy/exit,policy/import-effect
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

os._exit(0)


def tidy(text: str) -> str:
    """Tidy."""
    return text.strip()
