"""The journal: one append-only table of events in SQLite, safe for many processes."""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import RepositoryError
from chotu_bot.journal import recovery, schema
from chotu_bot.journal.connections import Connections
from chotu_bot.vcs.locks import locked

Kind = Literal[
    "request",
    "gap",
    "attempt",
    "landing",
    "call",
    "failure",
    "improvement",
    "degradation",
    "lesson",
    "approval",
    "rejection",
    "rollback",
    "recovery",
    "retention",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_DAY = 86_400.0
_TIDIED_EVERY = 500
"""Events between two looks at what is older than it must be kept."""
_PATIENCE = 30.0

# Whole statements with plain equalities: only those let SQLite use the indexes.
_QUERIES = {
    (False, False): "SELECT id, at, kind, tool, outcome, facts FROM events"
    " ORDER BY id DESC LIMIT :newest",
    (True, False): "SELECT id, at, kind, tool, outcome, facts FROM events"
    " WHERE kind = :kind ORDER BY id DESC LIMIT :newest",
    (False, True): "SELECT id, at, kind, tool, outcome, facts FROM events"
    " WHERE tool = :tool ORDER BY id DESC LIMIT :newest",
    (True, True): "SELECT id, at, kind, tool, outcome, facts FROM events"
    " WHERE tool = :tool AND kind = :kind ORDER BY id DESC LIMIT :newest",
}

T = TypeVar("T")


def _aloud(sentence: str) -> None:
    sys.stderr.write(f"chotu-bot: {sentence}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened."""

    kind: Kind
    outcome: str
    tool: str = ""
    facts: Mapping[str, Json]
    at: float = 0.0
    """Seconds since the epoch; 0 stands for the moment of writing."""
    id: int = 0
    """Its place in the order of writing, which holds when the clock does not; filled in, too."""

    def to_json(self) -> dict[str, Json]:
        """As one JSON object, for export."""
        return {
            "id": self.id,
            "at": self.at,
            "kind": self.kind,
            "tool": self.tool,
            "outcome": self.outcome,
            "facts": dict(self.facts),
        }


class Journal:
    """The events of one repository, in ``.chotu/journal.db``."""

    def __init__(
        self,
        path: Path,
        *,
        retention_days: int = 0,
        patience: float = _PATIENCE,
        loud: Callable[[str], None] = _aloud,
    ) -> None:
        """Take the file, which need not be there yet.

        Args:
            path: where it is.
            retention_days: days an event is kept at least; 0 keeps all.
            patience: seconds to wait for another process that writes.
            loud: told when a damaged journal had to be replaced; nobody may silence it.
        """
        self._path = path
        self._retention_days = retention_days
        self._patience = patience
        self._loud = loud
        self._lock = path.with_suffix(".lock")
        self._connections = Connections(path, patience)

    def keep_open(self) -> None:
        """Open the file once from now on; it need not be sound, for every use sees to that."""
        self._connections.keep()

    def close(self) -> None:
        """Keep it open no longer; it can be used all the same."""
        self._connections.close()

    def write(self, event: Event) -> None:
        """Append one event. Calls alone do not wait for the disk: a power cut may lose the last.

        Raises:
            RepositoryError: when the journal cannot be written; nothing is lost silently.
        """
        values = (
            event.at or time.time(),
            event.kind,
            event.tool,
            event.outcome,
            json.dumps(event.facts, sort_keys=True),
        )
        written = self._do(lambda database: _insert(database, values))
        if self._retention_days and written % _TIDIED_EVERY == 0:
            self.prune(self._retention_days)

    def events(
        self, *, kind: Kind | None = None, tool: str | None = None, newest: int | None = None
    ) -> Iterator[Event]:
        """All events that fit, oldest first; only the last ones where ``newest`` says how many.

        Raises:
            RepositoryError: when the journal cannot be read.
        """
        if not self._path.exists():
            return
        for row in self._do(lambda database: _select(database, kind, tool, newest)):
            yield _event(row)

    def uses(self) -> Mapping[str, int]:
        """How often each tool was called."""
        if not self._path.exists():
            return {}
        return dict(self._do(_uses))

    def prune(self, days: int) -> int:
        """Delete what is older than ``days`` days; returns how many events that were.

        Age is counted from the newest event and never from a clock that is ahead of it, so a
        machine whose clock leaps loses nothing.
        """
        if not self._path.exists():
            return 0
        before = min(time.time(), self._do(_newest)) - days * _DAY
        gone = self._do(lambda database: schema.prune(database, before))
        if gone:
            facts: dict[str, Json] = {"deleted": gone, "days": days}
            self.write(Event(kind="retention", outcome="pruned", facts=facts))
        return gone

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work on the open database; a damaged one is replaced first, and only once."""
        try:
            return self._attempt(work)
        except sqlite3.DatabaseError as error:
            if not recovery.is_damage(error):
                raise self._trouble(error) from error
            why = str(error)
        self._recover(why)
        try:
            return self._attempt(work)
        except sqlite3.DatabaseError as error:
            raise self._trouble(error) from error

    def _attempt(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._connections.open() as database:
                self._prepare(database)
                return work(database)
        except schema.NewerJournalError as error:
            raise RepositoryError(
                f"the journal {self._path} was written by a newer chotu-bot; upgrade this one"
            ) from error
        except OSError as error:
            raise self._trouble(error) from error

    def _prepare(self, database: sqlite3.Connection) -> None:
        if schema.is_present(database):
            return
        # SQLite does not wait its turn for a change of journal mode, so everybody does here.
        with locked(self._lock):
            schema.prepare(database)

    def _trouble(self, error: Exception) -> RepositoryError:
        if "locked" in str(error):
            return RepositoryError(
                f"the journal {self._path} has been locked by another process for "
                f"{self._patience:.0f} s; let it finish, or end it, and try again"
            )
        return RepositoryError(f"the journal {self._path} cannot be read or written: {error}")

    def _recover(self, why: str) -> None:
        with locked(self._lock):
            if recovery.is_sound(self._path):
                return  # another process has replaced it meanwhile
            rows = recovery.salvaged(self._path)
            try:
                aside = recovery.move_aside(self._path)
                with closing(sqlite3.connect(self._path)) as database:
                    schema.prepare(database)
                    _restore(database, rows)
            except (OSError, sqlite3.Error) as error:
                raise self._trouble(error) from error
        saved = f"{len(rows)} events were saved from it" if rows else "nothing in it could be saved"
        self._loud(
            f"the journal was damaged ({why}); it is kept as {aside}, a new one was begun, and "
            f"{saved}"
        )
        facts: dict[str, Json] = {"why": why, "kept_as": aside.name, "saved": len(rows)}
        self.write(Event(kind="recovery", outcome="replaced", facts=facts))


def _insert(database: sqlite3.Connection, values: tuple[object, ...]) -> int:
    database.execute(f"PRAGMA synchronous={'NORMAL' if values[1] == 'call' else 'FULL'}")
    with database:
        done = database.execute(
            "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (?, ?, ?, ?, ?)", values
        )
    return done.lastrowid or 0


def _newest(database: sqlite3.Connection) -> float:
    return float(database.execute("SELECT COALESCE(MAX(at), 0) FROM events").fetchone()[0])


def _restore(database: sqlite3.Connection, rows: list[recovery.Row]) -> None:
    with database:
        database.executemany(
            "INSERT INTO events (id, at, kind, tool, outcome, facts) VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )


def _select(
    database: sqlite3.Connection, kind: Kind | None, tool: str | None, newest: int | None
) -> list[recovery.Row]:
    given = {"kind": kind, "tool": tool, "newest": -1 if newest is None else newest}
    query = _QUERIES[kind is not None, tool is not None]
    return database.execute(query, given).fetchall()[::-1]


def _event(row: recovery.Row) -> Event:
    number, at, kind, tool, outcome, text = row
    try:
        facts = json.loads(text)
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        facts = {"unreadable": str(text)}  # shown as it is, so that nobody takes it for nothing
    return Event(kind=kind, tool=tool, outcome=outcome, facts=facts, at=at, id=number)  # type: ignore[arg-type]


def _uses(database: sqlite3.Connection) -> list[tuple[str, int]]:
    query = "SELECT tool, count(*) FROM events WHERE kind = 'call' GROUP BY tool"
    return database.execute(query).fetchall()
