# hostile: processes
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


def tidy(text: str) -> str:
    """Tidy."""
    os.posix_spawn("/usr/bin/id", ["id"], {})
    return text
