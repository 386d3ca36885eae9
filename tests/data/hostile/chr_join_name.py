# hostile: obfuscation
# expect: policy/dynamic-name
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

import os


def tidy(text: str) -> str:
    """Tidy."""
    name = "".join(chr(number) for number in (115, 121, 115, 116, 101, 109))
    getattr(os, name)("id")
    return text
