# hostile: environment
# expect: policy/undeclared-env
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

import os.path


def expand(text: str) -> str:
    """Expand."""
    return os.path.expandvars(text)
