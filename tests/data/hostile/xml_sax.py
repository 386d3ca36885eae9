# hostile: xml
# expect: policy/unsafe-xml
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

import xml.sax


def count_elements(path: str) -> int:
    """Count."""
    handler = xml.sax.ContentHandler()
    xml.sax.parse(path, handler)
    return 1
