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

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?", re.UNICODE)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def words(text: str) -> list[str]:
    """List the words."""
    return _WORD.findall(text) + ["-".join(parts) for parts in _DATE.findall(text)]
