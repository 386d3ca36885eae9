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

import subprocess


def tidy(text: str, width: int = 3) -> str:
    """Tidy."""
    return _pad(text)[:width]


def _pad(text: str, extra: object = subprocess.run(["id"])) -> str:
    return text + str(extra)
