# hostile: processes
# expect: policy/shell
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { run = ["git", "sh"] }
# ///
"""A sample of the corpus."""

import subprocess


def last_commit(branch: str) -> str:
    """Say."""
    return subprocess.run(f"git log {branch}", shell=True, capture_output=True, text=True).stdout
