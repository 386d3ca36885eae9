# hostile: dynamic name
# expect: policy/dynamic-name
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

from os import system as look  # used by name


def ask(name: str, text: str) -> int:
    """Ask."""
    return int(globals()[name](text))
