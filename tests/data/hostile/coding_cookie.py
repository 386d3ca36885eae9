# hostile: suppression
# expect: policy/suppression
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

# -*- coding: utf-7 -*-
def add(a: int, b: int) -> int:
    """Add."""
    return a + b
