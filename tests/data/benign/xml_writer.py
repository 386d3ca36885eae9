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

from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape


def to_xml(values: dict[str, str]) -> str:
    """Write XML."""
    root = Element("values")
    for key, value in values.items():
        SubElement(root, "value", name=key).text = value
    return tostring(root, encoding="unicode") + escape("")
