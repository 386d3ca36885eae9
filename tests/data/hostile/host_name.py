# hostile: machine
# expect: policy/undeclared-system
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

import platform


def host() -> str:
    """Say the host."""
    return platform.node()
