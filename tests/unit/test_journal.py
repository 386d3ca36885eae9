"""The journal is append-only, shared by processes, and loud when it cannot be written."""

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from chotu_bot.errors import RepositoryError
from chotu_bot.journal.journal import Event, Journal


def write_many(path: Path) -> None:
    journal = Journal(path)
    for number in range(25):
        journal.write(Event(kind="call", outcome="ok", tool="a_tool", facts={"n": number}))


def test_f51_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / ".chotu" / "journal.db")
    assert list(journal.events()) == []
    journal.write(Event(kind="request", outcome="landed", tool="a", facts={"text": "ü"}))
    journal.write(Event(kind="call", outcome="failed", tool="b", facts={}))
    assert [(one.kind, one.tool, one.outcome) for one in journal.events()] == [
        ("request", "a", "landed"),
        ("call", "b", "failed"),
    ]
    assert next(journal.events()).facts == {"text": "ü"}
    assert [one.tool for one in journal.events(kind="call")] == ["b"]
    assert [one.kind for one in journal.events(tool="a")] == ["request"]
    assert next(journal.events()).at > 1_700_000_000


def test_f29_four_processes_lose_no_event(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(write_many, [path] * 4))
    assert len(list(Journal(path).events())) == 100


def test_an_event_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE events SET outcome = 'failed'")


def test_a_journal_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(RepositoryError, match="cannot be written"):
        Journal(path).write(Event(kind="call", outcome="ok", facts={}))


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(RepositoryError, match="newer chotu-bot"):
        Journal(path).write(Event(kind="call", outcome="ok", facts={}))
