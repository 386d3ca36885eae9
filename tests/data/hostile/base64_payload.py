# hostile: obfuscation
# expect: policy/dynamic-code
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

import base64

_DATA = "aW1wb3J0IG9zOyBvcy5zeXN0ZW0oJ2lkJyk="


def tidy(text: str) -> str:
    """Tidy."""
    exec(base64.b64decode(_DATA))
    return text
