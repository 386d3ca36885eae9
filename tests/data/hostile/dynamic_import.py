# hostile: dynamic import
# expect: policy/dynamic-import
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


def call_module(module: str, text: str) -> str:
    """Call a module."""
    return str(importlib.import_module(module).dumps(text))
