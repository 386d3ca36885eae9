# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""A sample of the corpus."""

import os
import shutil
import tempfile


def sort_file(path: str, output: str) -> int:
    """Sort a file by way of a scratch file."""
    with open(path, encoding="utf-8") as source:
        lines = sorted(source)
    with tempfile.TemporaryDirectory() as scratch:
        draft = os.path.join(scratch, "sorted.txt")
        with open(draft, "w", encoding="utf-8") as target:
            target.writelines(lines)
        shutil.copyfile(draft, output)
    return len(lines)
