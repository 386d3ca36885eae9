# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { run = ["{program}"] }
# ///
"""A sample of the corpus."""

import subprocess


def speak(text: str, program: str = "espeak") -> bool:
    """Speak a text."""
    done = subprocess.run([program, "--", text], capture_output=True, timeout=30)
    return done.returncode == 0
