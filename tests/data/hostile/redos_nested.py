# hostile: slow pattern
# expect: policy/slow-pattern
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

import re


def is_list(text: str) -> bool:
    """Say whether text is a list."""
    return re.match(r"^(\w+,?)+$", text) is not None
