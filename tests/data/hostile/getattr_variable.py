# hostile: dynamic name
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


def ask_system(what: str) -> str:
    """Ask the system."""
    return str(getattr(os, what)())
