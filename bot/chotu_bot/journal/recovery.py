"""A journal that SQLite cannot read is moved aside, and what can still be read is saved."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

Row = tuple[int, float, str, str, str, str]
"""id, at, kind, tool, outcome, facts."""
_BESIDE = ("", "-wal", "-shm")
_PROOF = "PRAGMA quick_check(1)"


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file itself is damaged; being locked is no damage."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return True
    return code == sqlite3.SQLITE_ERROR and str(error).startswith("no such")


def is_sound(path: Path) -> bool:
    """Whether SQLite can read the journal at ``path`` from end to end."""
    try:
        with closing(sqlite3.connect(path, timeout=30)) as database:
            proof = database.execute(_PROOF).fetchone()[0]
            list(database.execute("SELECT id, at, kind, tool, outcome, facts FROM events"))
    except sqlite3.DatabaseError:
        return False
    return bool(proof == "ok")


def salvaged(path: Path) -> list[Row]:
    """The events that can still be read, up to the first that cannot."""
    rows: list[Row] = []
    with suppress(sqlite3.DatabaseError):
        rows.extend(_readable(path))
    return rows


def move_aside(path: Path) -> Path:
    """Rename the journal, with what belongs to it, to the first free ``….damaged-N``."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for ending in _BESIDE:
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside


def _readable(path: Path) -> Iterator[Row]:
    with closing(sqlite3.connect(path, timeout=30)) as database:
        last = 0
        while True:
            row = database.execute(
                "SELECT id, at, kind, tool, outcome, facts FROM events"
                " WHERE id > ? ORDER BY id LIMIT 1",
                (last,),
            ).fetchone()
            if row is None:
                return
            last = int(row[0])
            yield row
