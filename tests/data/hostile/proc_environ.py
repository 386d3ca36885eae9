# hostile: machine
# expect: policy/undeclared-read
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

from pathlib import Path


def show_all() -> str:
    """Show."""
    return Path("/proc/1/environ").read_bytes().decode()
