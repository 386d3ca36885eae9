"""Tests of learning_backup."""

import os
import sqlite3
from contextlib import closing

import pytest
from tool import learning_backup

NOW = "2024-02-29T12:30:05"


@pytest.fixture
def journal(tmp_path):
    folder = tmp_path / ".chotu"
    folder.mkdir()
    write(folder, 3)
    return folder


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "store"
    path.mkdir()
    return path


def write(folder, count):
    with closing(sqlite3.connect(folder / "journal.db")) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS events (kind TEXT)")
        database.executemany("INSERT INTO events VALUES (?)", [("call",)] * count)


def events_in(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*) FROM events").fetchone()[0]


def test_a_backup_holds_all_events(journal, store):
    target = store / "journal-20240229-123005.db"
    assert learning_backup(str(journal), str(store), NOW) == {
        "backup": str(target),
        "events": 3,
        "versions": 1,
    }
    assert events_in(target) == 3
    assert os.listdir(store) == [target.name]


def test_every_version_is_kept(journal, store):
    learning_backup(str(journal), str(store), NOW)
    write(journal, 2)
    found = learning_backup(str(journal), str(store), "2024-03-01T00:00:00")
    assert (found["events"], found["versions"]) == (5, 2)
    assert events_in(store / "journal-20240229-123005.db") == 3


def test_changes_that_are_not_merged_yet_belong_to_the_backup(journal, store):
    with closing(sqlite3.connect(journal / "journal.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        with database:
            database.execute("INSERT INTO events VALUES ('late')")
        assert (journal / "journal.db-wal").stat().st_size > 0
        found = learning_backup(str(journal), str(store), NOW)
    assert found["events"] == 4
    assert events_in(found["backup"]) == 4
    assert os.listdir(store) == ["journal-20240229-123005.db"]


def test_the_journal_stays_as_it_was(journal, store):
    before = (journal / "journal.db").read_bytes()
    learning_backup(str(journal), str(store), NOW)
    assert (journal / "journal.db").read_bytes() == before
    assert os.listdir(journal) == ["journal.db"]


def test_the_clock_gives_the_name_when_no_time_is_given(journal, store):
    found = learning_backup(str(journal), str(store))
    assert os.listdir(store) == [os.path.basename(found["backup"])]
    assert len(os.listdir(store)[0]) == len("journal-20240229-123005.db")


def test_a_version_is_never_replaced(journal, store):
    learning_backup(str(journal), str(store), NOW)
    with pytest.raises(FileExistsError, match="a version of this second already: .*-123005.db"):
        learning_backup(str(journal), str(store), NOW)


def test_a_damaged_journal_is_told_and_nothing_is_left(journal, store):
    (journal / "journal.db").write_text("no database, only text " * 100)
    with pytest.raises(ValueError, match="damaged journal: .*journal.db"):
        learning_backup(str(journal), str(store), NOW)
    assert os.listdir(store) == []


def test_a_journal_with_a_broken_page_is_told(journal, store):
    write(journal, 2000)
    content = bytearray((journal / "journal.db").read_bytes())
    content[8192:12288] = b"\xff" * 4096
    (journal / "journal.db").write_bytes(content)
    with pytest.raises(ValueError, match="damaged journal: .*journal.db"):
        learning_backup(str(journal), str(store), NOW)
    assert os.listdir(store) == []


def test_a_folder_without_a_journal_is_named(store, tmp_path):
    with pytest.raises(FileNotFoundError, match="no journal: .*journal.db"):
        learning_backup(str(tmp_path), str(store))


def test_a_missing_store_is_named(journal, tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        learning_backup(str(journal), str(tmp_path / "absent"))
