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

import builtins


def tidy(text: str) -> str:
    """Tidy."""
    builtins.len = lambda value: 0
    return text
