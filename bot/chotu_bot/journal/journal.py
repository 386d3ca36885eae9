"""The journal: one append-only table of events in SQLite, safe for many processes."""

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import RepositoryError

Kind = Literal["request", "attempt", "landing", "call", "approval", "rejection", "rollback"]

_SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    tool TEXT NOT NULL,
    outcome TEXT NOT NULL,
    facts TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_tool ON events (tool, kind, id);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    kind: Kind
    outcome: str
    tool: str = ""
    facts: Mapping[str, Json]
    at: float = 0.0
    """Seconds since the epoch; filled in when it is written."""


class Journal:
    """The events of one repository, in ``.chotu/journal.db``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, event: Event) -> None:
        """Append one event.

        Raises:
            RepositoryError: when the journal cannot be written; nothing is lost silently.
        """
        row = (
            time.time(),
            event.kind,
            event.tool,
            event.outcome,
            json.dumps(event.facts, sort_keys=True),
        )
        try:
            with closing(self._open()) as database, database:
                database.execute(
                    "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (?, ?, ?, ?, ?)",
                    row,
                )
        except (sqlite3.Error, OSError) as error:
            raise RepositoryError(f"the journal {self._path} cannot be written: {error}") from error

    def events(self, *, kind: Kind | None = None, tool: str | None = None) -> Iterator[Event]:
        """All events that fit, oldest first."""
        if not self._path.exists():
            return
        with closing(self._open()) as database:
            rows = database.execute(
                "SELECT at, kind, tool, outcome, facts FROM events"
                " WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR tool = ?2) ORDER BY id",
                (kind, tool),
            )
            for at, found, name, outcome, facts in rows:
                yield Event(kind=found, tool=name, outcome=outcome, facts=json.loads(facts), at=at)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=30)
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA user_version={_SCHEMA_VERSION:d}")
        elif version > _SCHEMA_VERSION:
            database.close()
            raise RepositoryError(
                f"the journal {self._path} was written by a newer chotu-bot; upgrade this one"
            )
        return database
