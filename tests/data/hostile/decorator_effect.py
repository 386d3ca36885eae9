# hostile: import effect
# expect: policy/undeclared-run
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


def _mark(function: object) -> object:
    os.system("id")
    return function


@_mark
def _plain(text: str) -> str:
    return text


def tidy(text: str) -> str:
    """Tidy."""
    return _plain(text)
