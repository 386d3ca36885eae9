# /// script
# requires-python = ">=3.11"
# dependencies = ["defusedxml"]
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

from defusedxml.ElementTree import fromstring


def root_name(text: str) -> str:
    """Say the root's name."""
    return str(fromstring(text).tag)
