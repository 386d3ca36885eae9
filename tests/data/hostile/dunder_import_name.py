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

def call_module(module: str) -> str:
    """Call a module."""
    return str(__import__(module).__name__)
