# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["folder"] }
# ///
"""A sample of the corpus."""

import sqlite3
from contextlib import closing
from pathlib import Path


def add_note(folder: str, text: str) -> list[str]:
    """Add a note."""
    database = Path(folder) / "notes.db"
    with closing(sqlite3.connect(database)) as link, link:
        link.execute("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT)")
        link.execute("INSERT INTO notes (text) VALUES (?)", (text,))
        return [row[0] for row in link.execute("SELECT text FROM notes ORDER BY id")]
