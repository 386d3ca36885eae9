# hostile: undeclared files
# expect: policy/undeclared-write
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

import zipfile


def count_members(path: str) -> int:
    """Count."""
    with zipfile.ZipFile(path, "a") as bundle:
        bundle.writestr("x", "y")
        return len(bundle.namelist())
