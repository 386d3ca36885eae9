# hostile: process state
# expect: policy/process-state
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

import signal


def tidy(text: str) -> str:
    """Tidy."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return text
