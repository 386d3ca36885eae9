# hostile: monkey-patching
# expect: policy/patching
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

import sys
import types


def tidy(text: str) -> str:
    """Tidy."""
    sys.modules["json"] = types.ModuleType("json")
    return text
