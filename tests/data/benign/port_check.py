# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { net = ["{host}"] }
# ///
"""A sample of the corpus."""

import socket


def port_open(host: str, port: int, timeout: float = 1.0) -> bool:
    """Say whether a port is open."""
    try:
        with socket.create_connection((host, port), timeout=timeout):
            return True
    except OSError:
        return False
