# hostile: transport
# expect: policy/unverified-tls
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { net = ["{url}"] }
# ///
"""A sample of the corpus."""

import ssl
import urllib.request


def fetch_page(url: str) -> str:
    """Fetch."""
    with urllib.request.urlopen(url, context=ssl._create_unverified_context()) as reply:
        return str(reply.read().decode())
