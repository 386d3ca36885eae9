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

import requests


def fetch_page(url: str) -> str:
    """Fetch."""
    options = {"timeout": 5}
    return str(requests.get(url, verify=False, **options).text)
