# hostile: dynamic code
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
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

import runpy


def load_values(path: str) -> str:
    """Load values."""
    return str(runpy.run_path(path)["VALUE"])
