# hostile: injection
# expect: policy/sql-text
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["database"] }
# ///
"""A sample of the corpus."""

import sqlite3


def drop_user(database: str, name: str) -> int:
    """Drop."""
    link = sqlite3.connect(database)
    link.executescript("DELETE FROM users WHERE name = '%s'" % name)
    return link.total_changes
