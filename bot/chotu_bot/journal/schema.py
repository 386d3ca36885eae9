"""The journal's tables: made, migrated, and guarded so that what is written stays."""

import sqlite3

VERSION = 2
_STEPS: dict[int, tuple[str, ...]] = {
    1: (
        """CREATE TABLE IF NOT EXISTS events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            tool TEXT NOT NULL,
            outcome TEXT NOT NULL,
            facts TEXT NOT NULL
        )""",
        "CREATE INDEX IF NOT EXISTS events_by_tool ON events (tool, kind, id)",
        """CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ),
    2: (
        "CREATE INDEX IF NOT EXISTS events_by_kind ON events (kind, id)",
        "CREATE TABLE IF NOT EXISTS retention (before REAL NOT NULL)",
        """CREATE TRIGGER IF NOT EXISTS events_are_kept BEFORE DELETE ON events
        WHEN OLD.at >= COALESCE((SELECT MAX(before) FROM retention), OLD.at)
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    ),
}
"""What leads from the version before to this one."""


class NewerJournalError(Exception):
    """The journal was written by a newer program."""


def is_present(database: sqlite3.Connection) -> bool:
    """Whether the journal is of the present version."""
    return _version(database) == VERSION


def prepare(database: sqlite3.Connection) -> None:
    """Bring an open database to the present version.

    Raises:
        NewerJournalError: when it is of a later version.
    """
    if _version(database) == 0:
        database.execute("PRAGMA journal_mode=WAL")
    with database:
        database.execute("BEGIN IMMEDIATE")
        # Another process may have done it while we waited for our turn.
        found = _version(database)
        if found > VERSION:
            raise NewerJournalError
        for step in range(found + 1, VERSION + 1):
            for statement in _STEPS[step]:
                database.execute(statement)
        database.execute(f"PRAGMA user_version={VERSION:d}")


def prune(database: sqlite3.Connection, before: float) -> int:
    """Delete the events before a moment, the only deletion there is; returns how many."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO retention (before) VALUES (?)", (before,))
        done = database.execute("DELETE FROM events WHERE at < ?", (before,)).rowcount
        database.execute("DELETE FROM retention")
    return done


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
