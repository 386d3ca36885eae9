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

_ADDRESS = r"^([a-zA-Z0-9]+)*@example\.com$"


def is_address(text: str) -> bool:
    """Say."""
    return bool(re.search(_ADDRESS, text))
