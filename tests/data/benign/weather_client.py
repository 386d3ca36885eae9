# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { net = ["{base_url}"] }
# ///
"""A sample of the corpus."""

import http.client
import json
from urllib.parse import urlencode, urlsplit


def weather(latitude: float, longitude: float, base_url: str = "https://api.open-meteo.com") -> str:
    """Say the weather."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("http or https")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=10)
    query = urlencode({"latitude": latitude, "longitude": longitude})
    try:
        link.request("GET", f"/v1/forecast?{query}")
        return str(json.loads(link.getresponse().read())["current"])
    finally:
        link.close()
