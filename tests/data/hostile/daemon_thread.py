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

import threading
import time


def tidy(text: str) -> str:
    """Tidy."""
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    return text
