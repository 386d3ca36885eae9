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
# ///
"""A sample of the corpus."""

import xml.etree.ElementTree as tree


def root_name(text: str) -> str:
    """Say the root's name."""
    return tree.fromstring(text).tag
