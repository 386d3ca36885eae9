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

from urllib.parse import parse_qs, quote, urlsplit


def url_parts(url: str) -> dict[str, object]:
    """Split an URL."""
    parts = urlsplit(url)
    return {"host": parts.hostname or "", "query": parse_qs(parts.query), "path": quote(parts.path)}
