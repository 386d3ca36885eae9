# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { net = ["api.example.com:443"] }
# ///
"""A sample of the corpus."""

import http.client


def rate(currency: str) -> str:
    """Say the rate."""
    link = http.client.HTTPSConnection("api.example.com", timeout=5)
    link.request("GET", "/latest/" + currency)
    return link.getresponse().read().decode()
