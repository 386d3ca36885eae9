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

import sqlite3


def count_tables(path: str) -> int:
    """Count."""
    with sqlite3.connect(path) as link:
        link.execute("DROP TABLE notes")
    return 0
