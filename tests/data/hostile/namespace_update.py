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

import json


def tidy(text: str) -> str:
    """Tidy."""
    vars(json).update(dumps=str)
    return text
