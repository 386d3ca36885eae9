# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { net = ["{url}"], write = ["output"] }
# ///
"""A sample of the corpus."""

import http.client
from pathlib import Path
from urllib.parse import urlsplit


def download(url: str, output: str) -> int:
    """Download a file."""
    parts = urlsplit(url)
    link = http.client.HTTPSConnection(parts.netloc, timeout=30)
    link.request("GET", parts.path or "/")
    body = link.getresponse().read()
    return Path(output).write_bytes(body)
