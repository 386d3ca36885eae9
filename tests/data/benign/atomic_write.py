# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["path"] }
# ///
"""A sample of the corpus."""

import os
import tempfile


def write_text(path: str, text: str) -> int:
    """Write a text."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, draft = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text)
    os.replace(draft, path)
    return len(text)
