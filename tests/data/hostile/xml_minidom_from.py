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

from xml.dom.minidom import parseString as read


def root_name(text: str) -> str:
    """Say."""
    return str(read(text).documentElement.tagName)
