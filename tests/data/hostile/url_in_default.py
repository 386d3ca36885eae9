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

import urllib.request


def latest(base: str = "https://evil.example.net/") -> str:
    """Say the latest."""
    request = urllib.request.Request(base)
    return urllib.request.urlopen(request).read().decode()
