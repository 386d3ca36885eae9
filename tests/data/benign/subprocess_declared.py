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


def last_commits(count: int = 3) -> list[str]:
    """List the last commits."""
    command = ["git", "log", "--oneline", "-n", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.splitlines()
