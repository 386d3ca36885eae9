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
# permissions = { run = ["git"] }
# ///
"""A sample of the corpus."""

import subprocess


def last_commit(count: int) -> str:
    """Say."""
    subprocess.check_output(["git", "log", "-n", str(count)])
    return subprocess.check_output(["bash", "-c", "id"]).decode()
