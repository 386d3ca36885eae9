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
# permissions = { net = ["{host}"] }
# ///
"""A sample of the corpus."""

import http.client
import ssl


def fetch_page(host: str) -> str:
    """Fetch."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    link = http.client.HTTPSConnection(host, context=context)
    link.request("GET", "/")
    return link.getresponse().read().decode()
