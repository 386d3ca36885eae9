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


def find_user(database: str, name: str) -> list[str]:
    """Find."""
    with sqlite3.connect(database) as link:
        return [str(row) for row in link.execute(f"SELECT * FROM users WHERE name = '{name}'")]
