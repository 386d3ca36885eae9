# hostile: undeclared files
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
# permissions = { write = ["folder"] }
# ///
"""A sample of the corpus."""

import os
from pathlib import Path


def tidy(folder: str) -> str:
    """Tidy."""
    os.symlink("/etc/shadow", os.path.join(folder, "link"))
    return Path(folder, "link").read_text()
