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
import sys


def python_version() -> dict[str, object]:
    """Say the version."""
    return {"version": platform.python_version(), "bits": sys.maxsize.bit_length() + 1}
