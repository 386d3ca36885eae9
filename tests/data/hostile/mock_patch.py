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

from unittest import mock


def tidy(text: str) -> str:
    """Tidy."""
    mock.patch("json.dumps", return_value="[]").start()
    return text
