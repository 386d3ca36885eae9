"""A derived, throw-away SQLite copy of the registry, for what must read every record."""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from chotu_bot.domain.contract import Risk
from chotu_bot.domain.names import EVIDENCE_FILE, REGISTRY_FOLDER, TOOLS_FOLDER
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import RepositoryError
from chotu_bot.registry.records import DamagedRecordError, Record, request_of
from chotu_bot.registry.registry import damaged
from chotu_bot.vcs import Change, Repository
from chotu_bot.vcs.locks import own_folder

if TYPE_CHECKING:
    from chotu_bot.ranking import Document

# Raised whenever the meaning of a column changes; an older file is then thrown away.
_LAYOUT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 0), layout INTEGER,
    records TEXT);
CREATE TABLE IF NOT EXISTS tool (path TEXT PRIMARY KEY, name TEXT, version TEXT, summary TEXT,
    category TEXT, keywords TEXT, signature TEXT, risk TEXT, confidence REAL, created TEXT,
    request TEXT, origin TEXT, problem TEXT);
CREATE INDEX IF NOT EXISTS tool_name ON tool (name);
"""
_INSERT = "INSERT OR REPLACE INTO tool VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a listing or a search needs of one tool."""

    name: str
    version: str
    summary: str
    category: str
    keywords: tuple[str, ...]
    signature: str
    risk: Risk
    confidence: float | None
    created: str
    request: str
    """The text it was learned from; empty where unknown."""
    origin: str
    """Who asked: ``person``, ``agent`` or ``bot``; empty where unknown."""

    def to_json(self) -> dict[str, Json]:
        """One line of a listing."""
        return {
            "name": self.name,
            "version": self.version,
            "summary": self.summary,
            "category": self.category,
            "keywords": list(self.keywords),
            "signature": self.signature,
            "risk": self.risk.value,
            "confidence": self.confidence,
            "created": self.created,
        }


@dataclass(slots=True)
class _Kept:
    """Rows of one state of the registry."""

    records: str
    rows: tuple[Row, ...]
    documents: "tuple[Document, ...] | None" = None


class DerivedIndex:
    """Rows of every tool of a branch, refreshed by the difference of two trees.

    Safe to use from several threads and processes. A damaged or unwritable file costs time,
    never an answer.
    """

    def __init__(self, repository: Repository, rev: str, path: Path | None = None) -> None:
        self._repository = repository
        self._rev = rev
        self._path = path or repository.state_folder / "index.db"
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    def rows(self) -> tuple[Row, ...]:
        """Every readable tool, sorted by name."""
        return self._present().rows

    def documents(self) -> "tuple[Document, ...]":
        """Every readable tool as search takes it; past requests are phrases."""
        kept = self._present()
        if kept.documents is None:
            kept.documents = self._documents(kept.rows)
        return kept.documents

    def _present(self) -> "_Kept":
        """The rows of the present registry, kept for those who ask often."""
        records, kept = _Snapshot(self._repository, self._rev).records, self._kept
        if kept is None or kept.records != records:
            found = self._query("SELECT * FROM tool WHERE problem = '' ORDER BY name")
            kept = self._kept = _Kept(records, tuple(_row(one) for one in found))
        return kept

    def _documents(self, rows: tuple[Row, ...]) -> "tuple[Document, ...]":
        from chotu_bot.ranking import Document

        return tuple(
            Document(
                key=row.name,
                name=row.name,
                summary=row.summary,
                keywords=row.keywords,
                category=row.category,
                phrases=(row.request,) if row.request else (),
            )
            for row in rows
        )

    def problems(self) -> tuple[Finding, ...]:
        """Damaged records, which the other answers leave out."""
        found = self._query("SELECT path, problem FROM tool WHERE problem != '' ORDER BY path")
        return tuple(
            damaged(f"{REGISTRY_FOLDER}/{one['path']}", DamagedRecordError(one["problem"]))
            for one in found
        )

    def count(self, origins: tuple[str, ...] = (), *, without: Container[str] = ()) -> int:
        """How many tools there are.

        Args:
            origins: only those whose request came from one of them; empty for any.
            without: names of tools that do not count.
        """
        found = self._query("SELECT name, origin FROM tool WHERE problem = ''")
        wanted = (one["name"] for one in found if not origins or one["origin"] in origins)
        return sum(name not in without for name in wanted)

    def _query(self, statement: str) -> list[sqlite3.Row]:
        with self._lock:
            try:
                with contextlib.closing(self._fresh(self._connect())) as connection:
                    return connection.execute(statement).fetchall()
            except sqlite3.DatabaseError:
                return self._query_anew(statement)

    def _query_anew(self, statement: str) -> list[sqlite3.Row]:
        """The answer without trusting, or needing, the file."""
        with contextlib.suppress(OSError):
            for suffix in ("", "-wal", "-shm", "-journal"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        memory = sqlite3.connect(":memory:", isolation_level=None)
        memory.row_factory = sqlite3.Row
        with contextlib.closing(self._fresh(memory)) as connection:
            return connection.execute(statement).fetchall()

    def _connect(self) -> sqlite3.Connection:
        try:
            own_folder(self._path.parent)
        except OSError as error:
            raise sqlite3.OperationalError(str(error)) from error
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        connection.row_factory = sqlite3.Row
        return connection

    def _fresh(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection.executescript(_TABLES)
            snapshot = _Snapshot(self._repository, self._rev)
            if _held(connection) != snapshot.records:
                connection.execute("BEGIN IMMEDIATE")
                _refresh(connection, snapshot)
                connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection


class _Snapshot:
    """The registry of one commit, whatever its branch does meanwhile."""

    def __init__(self, repository: Repository, rev: str) -> None:
        self._repository = repository
        self._commit = repository.resolve(rev)
        at = self._commit and repository.tree_id(self._commit, str(REGISTRY_FOLDER))
        self.records = at or ""
        """Id of the registry's tree; it covers the tools, whose digests the records hold."""

    def changes(self, held: str) -> tuple[Change, ...] | None:
        """Records that differ from those of tree ``held``; None when that is no longer there."""
        try:
            found = tuple(self._repository.trees.difference(held or None, self.records or None))
        except RepositoryError:
            return None
        return tuple(one for one in found if _is_record(one.path))

    def values(self, changes: tuple[Change, ...]) -> Iterator[tuple[object, ...]]:
        """Rows of the changed records that are there."""
        there = [(one.path, one.new.oid) for one in changes if one.new and one.new.is_file]
        contents = self._repository.store.contents([oid for _, oid in there], "blob")
        evidence = self._evidence([path for path, _ in there])
        for (path, _), content, statement in zip(there, contents, evidence, strict=True):
            yield _columns(path, content, statement)

    def _evidence(self, paths: list[str]) -> list[bytes | None]:
        places = [PurePosixPath(path) for path in paths]
        folders = [TOOLS_FOLDER / place.parent.name / place.stem for place in places]
        wanted = [str(folder / EVIDENCE_FILE) for folder in folders]
        return self._repository.read_all(self._commit or "", wanted)


def _refresh(connection: sqlite3.Connection, snapshot: _Snapshot) -> None:
    held = _held(connection)
    changes = snapshot.changes(held) if held is not None else None
    if changes is None:
        connection.execute("DELETE FROM tool")
        changes = snapshot.changes("") or ()
    gone = [(change.path,) for change in changes if change.new is None]
    connection.executemany("DELETE FROM tool WHERE path = ?", gone)
    connection.executemany(_INSERT, snapshot.values(changes))
    connection.execute("INSERT OR REPLACE INTO state VALUES (0, ?, ?)", (_LAYOUT, snapshot.records))


def _is_record(path: str) -> bool:
    folder, _, name = path.partition("/")
    return "/" not in name and name.endswith(".json") and folder != "ledger"


def _held(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT * FROM state").fetchone()
    return row["records"] if row and row["layout"] == _LAYOUT else None


def _columns(path: str, content: bytes, evidence: bytes | None) -> tuple[object, ...]:
    try:
        record = Record.from_bytes(content)
    except DamagedRecordError as error:
        return (path, *[""] * 7, None, *[""] * 3, str(error))
    request, origin = request_of(evidence)
    return (
        path,
        record.name,
        record.version,
        record.summary,
        record.category,
        json.dumps(record.keywords),
        record.signature,
        record.risk.value,
        record.confidence,
        record.created,
        request,
        origin,
        "",
    )


def _row(found: sqlite3.Row) -> Row:
    return Row(
        name=found["name"],
        version=found["version"],
        summary=found["summary"],
        category=found["category"],
        keywords=tuple(json.loads(found["keywords"])),
        signature=found["signature"],
        risk=Risk(found["risk"]),
        confidence=found["confidence"],
        created=found["created"],
        request=found["request"],
        origin=found["origin"],
    )
