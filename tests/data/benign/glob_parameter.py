# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["folder"] }
# ///
"""A sample of the corpus."""

import fnmatch
import glob
import os


def find_files(folder: str, pattern: str = "*.txt") -> list[str]:
    """Find files."""
    found = glob.glob(os.path.join(folder, "**", pattern), recursive=True)
    return sorted(one for one in found if fnmatch.fnmatch(os.path.basename(one), pattern))
