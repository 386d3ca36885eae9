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

import os


def show_all() -> dict[str, str]:
    """Show."""
    return dict(os.environ)
