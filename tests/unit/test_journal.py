"""The journal is append-only, shared by processes, and loud when it cannot be written."""

import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import RepositoryError
from chotu_bot.journal import schema
from chotu_bot.journal.connections import Connections
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


def test_a_journal_that_is_kept_open_is_tidied_up_once(tmp_path: Path) -> None:
    path, beside = tmp_path / "journal.db", tmp_path / "journal.db-wal"
    journal = Journal(path)
    for _ in range(2):
        journal.keep_open()
        for kind in ("call", "landing"):
            journal.write(Event(kind=kind, outcome="ok", facts={}))  # type: ignore[arg-type]
            assert beside.exists()
    assert len(list(Journal(path).events())) == 4
    journal.close()
    assert not beside.exists()
    assert len(list(journal.events())) == 4


def test_a_damaged_journal_is_not_kept_open_and_replaced_by_who_writes(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database" * 100)
    said: list[str] = []
    journal = Journal(path, loud=said.append)
    journal.keep_open()
    assert said == []
    journal.write(Event(kind="call", outcome="ok", facts={}))
    assert "the journal was damaged" in said[0]


def test_a_journal_that_is_kept_open_follows_the_file_that_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal, elsewhere = Journal(path), Journal(tmp_path / "other.db")
    journal.keep_open()
    journal.write(Event(kind="call", outcome="before", facts={}))
    elsewhere.write(Event(kind="call", outcome="other", facts={}))
    for ending in ("-wal", "-shm"):
        (tmp_path / f"journal.db{ending}").unlink()
    (tmp_path / "other.db").replace(path)
    journal.write(Event(kind="call", outcome="after", facts={}))
    assert [one.outcome for one in journal.events()] == ["other", "after"]
    journal.close()
    assert [one.outcome for one in Journal(path).events()] == ["other", "after"]


def test_threads_share_a_journal_that_is_kept_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal.keep_open()
    events = (Event(kind="call", outcome=str(one), facts={}) for one in range(100))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(journal.write, events))
    found = [one.outcome for one in journal.events()]
    journal.close()
    assert sorted(found, key=int) == [str(one) for one in range(100)]


def test_a_connection_is_kept_used_by_one_at_a_time_and_dropped_after_an_error(
    tmp_path: Path,
) -> None:
    connections = Connections(tmp_path / "journal.db", 1)
    connections.keep()
    with connections.open() as one:
        first = one
        with connections.open() as other:
            assert other is not one  # it is in use
    with connections.open() as again:
        assert again is first
    with pytest.raises(sqlite3.OperationalError), connections.open() as broken:
        broken.execute("SELECT nothing")
    with connections.open() as fresh:
        assert fresh is not first
    connections.close()


def test_an_event_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE events SET outcome = 'failed'")


def test_an_event_cannot_be_deleted_but_by_retention(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Journal(path).write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("DELETE FROM events")
    assert len(list(Journal(path).events())) == 1


def aged(path: Path, *days: float) -> Journal:
    """A journal with one call as old as each of ``days``."""
    journal = Journal(path)
    journal.write(Event(kind="call", outcome="now", facts={}))
    with closing(sqlite3.connect(path)) as database, database:
        for one in days:
            database.execute(
                "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (?, 'call', '', ?, ?)",
                (time.time() - one * 86_400, f"{one}", "{}"),
            )
    return journal


def test_f51_retention_deletes_what_is_older_and_says_so(tmp_path: Path) -> None:
    journal = aged(tmp_path / "journal.db", 100, 89, 1)
    assert journal.prune(90) == 1
    assert [one.outcome for one in journal.events()] == ["now", "89", "1", "pruned"]
    assert [one.facts for one in journal.events(kind="retention")] == [{"deleted": 1, "days": 90}]
    assert journal.prune(90) == 0


def test_a_clock_that_leaps_ahead_deletes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = aged(tmp_path / "journal.db", 1)
    present = time.time()
    monkeypatch.setattr(time, "time", lambda: present + 3_650 * 86_400)
    assert journal.prune(90) == 0


def test_a_clock_that_goes_back_keeps_the_order_of_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal.write(Event(kind="call", outcome="first", facts={}))
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    journal.write(Event(kind="call", outcome="second", facts={}))
    assert [one.outcome for one in journal.events()] == ["first", "second"]
    assert [one.outcome for one in journal.events(newest=1)] == ["second"]


def test_an_empty_journal_has_nothing_to_prune(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    assert journal.prune(1) == 0
    journal.write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(tmp_path / "journal.db")) as database:
        schema.prune(database, time.time() + 10)
    assert journal.prune(1) == 0


def test_a_long_journal_is_tidied_by_the_way(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    aged(path, *[100.0] * 498)
    Journal(path, retention_days=0).write(Event(kind="call", outcome="500", facts={}))
    assert len(list(Journal(path).events())) == 500
    journal = Journal(path, retention_days=90)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE sqlite_sequence SET seq = 999")
    journal.write(Event(kind="call", outcome="1000", facts={}))
    assert [one.outcome for one in journal.events()] == ["now", "500", "1000", "pruned"]


def test_f51_a_file_that_is_no_journal_is_moved_aside_loudly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"not a database" * 100)
    Journal(path).write(Event(kind="call", outcome="ok", facts={}))
    said = capsys.readouterr().err
    assert "was damaged" in said
    assert "journal.db.damaged-1" in said
    assert "nothing in it could be saved" in said
    assert (tmp_path / "journal.db.damaged-1").read_bytes().startswith(b"not a database")
    assert [(one.kind, one.outcome) for one in Journal(path).events()] == [
        ("recovery", "replaced"),
        ("call", "ok"),
    ]


def test_reading_a_damaged_journal_saves_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    said: list[str] = []
    journal = Journal(path, loud=said.append)
    for number in range(400):
        facts: dict[str, Json] = {"n": number, "text": "x" * 200}
        journal.write(Event(kind="call", outcome="ok", facts=facts))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 3 * 4096] = b"\xff" * (3 * 4096)
    path.write_bytes(content)
    events = list(journal.events(kind="call"))
    assert 10 < len(events) < 400
    assert [one.facts["n"] for one in events] == list(range(len(events)))
    assert f"{len(events)} events were saved" in said[0]
    journal.write(Event(kind="call", outcome="ok", facts={}))
    assert len(said) == 1
    path.write_bytes(b"gone again")
    assert [one.kind for one in journal.events()] == ["recovery"]
    assert (tmp_path / "journal.db.damaged-2").read_bytes() == b"gone again"


def test_a_journal_whose_table_is_gone_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, loud=lambda _: None)
    journal.write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE events")
    journal.write(Event(kind="call", outcome="after", facts={}))
    assert [one.outcome for one in journal.events()] == ["replaced", "after"]


def test_only_one_of_two_processes_replaces_a_damaged_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    said: list[str] = []
    one, other = Journal(path, loud=said.append), Journal(path, loud=said.append)
    one.write(Event(kind="call", outcome="ok", facts={}))
    other._recover("as another process saw it")
    assert said == []
    assert [found.kind for found in other.events()] == ["call"]


def test_a_locked_journal_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, patience=0.05)
    journal.write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RepositoryError, match="locked by another process"):
            journal.write(Event(kind="call", outcome="ok", facts={}))
    assert not list(tmp_path.glob("*.damaged-*"))


def test_a_journal_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RepositoryError, match="cannot be read or written"):
        Journal(tmp_path / "file" / "journal.db").write(Event(kind="call", outcome="", facts={}))
    (tmp_path / "folder").mkdir()
    with pytest.raises(RepositoryError, match="cannot be read or written"):
        list(Journal(tmp_path / "folder").events())


def test_damage_in_one_event_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    journal.write(Event(kind="call", outcome="ok", facts={}))
    with closing(sqlite3.connect(path)) as database, database:
        for text in ("{broken", "[1]"):
            database.execute(
                "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (1, 'call', '', '', ?)",
                (text,),
            )
    assert [one.facts for one in journal.events()] == [
        {},
        {"unreadable": "{broken"},
        {"unreadable": "[1]"},
    ]


def test_a_journal_of_the_first_version_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as database, database:
        for statement in schema._STEPS[1]:
            database.execute(statement)
        database.execute("PRAGMA user_version=1")
        database.execute(
            "INSERT INTO events (at, kind, tool, outcome, facts) VALUES (5, 'call', 'a', '', '{}')"
        )
    journal = Journal(path)
    journal.write(Event(kind="lesson", outcome="kept", facts={}))
    assert [(one.id, one.kind) for one in journal.events()] == [(1, "call"), (2, "lesson")]
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("DELETE FROM events")


def test_a_journal_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(RepositoryError, match="newer chotu-bot"):
        Journal(path).write(Event(kind="call", outcome="ok", facts={}))


def test_a_damaged_journal_that_cannot_be_moved_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    path = folder / "journal.db"
    path.write_bytes(b"not a database" * 100)
    journal = Journal(path, loud=lambda _: None)
    (folder / "journal.db.damaged-1").symlink_to(folder / "nowhere" / "else")
    (folder / "journal.db-wal").mkdir()
    (folder / "journal.db.damaged-1-wal").write_text("in the way")
    with pytest.raises(RepositoryError, match="cannot be read or written"):
        journal.write(Event(kind="call", outcome="ok", facts={}))
