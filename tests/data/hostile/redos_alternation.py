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

_PATTERN = re.compile(r"(ab|a|b)*c")


def is_word(text: str) -> bool:
    """Say."""
    return bool(_PATTERN.match(text))
