# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { env = ["LANG"] }
# ///
"""A sample of the corpus."""

import os


def language() -> str:
    """Say the language."""
    return os.environ.get("LANG", "C").split(".")[0]
