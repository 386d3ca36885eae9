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

import re
import sqlite3


def _quoted(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ValueError(f"not a table name: {name!r}")
    return f'"{name}"'


def insert_row(database: str, table: str, values: dict[str, str]) -> int:
    """Insert a row."""
    columns = ", ".join(_quoted(key) for key in values)
    marks = ", ".join("?" for _ in values)
    with sqlite3.connect(database) as link:
        statement = f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({marks})"
        link.execute(statement, list(values.values()))
        return int(link.execute(f"SELECT COUNT(*) FROM {_quoted(table)}").fetchone()[0])
