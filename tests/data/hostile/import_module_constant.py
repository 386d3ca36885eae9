# hostile: network
# expect: policy/undeclared-net
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

import importlib


def tidy(text: str) -> str:
    """Tidy."""
    importlib.import_module("so" + "cket").create_connection(("203.0.113.7", 80))
    return text
