# hostile: undeclared files
# expect: policy/undeclared-write
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


def tidy(text: str) -> str:
    """Tidy."""
    handle = os.open("/tmp/out", os.O_WRONLY | os.O_CREAT)
    os.write(handle, text.encode())
    return text
