"""Tests of learning_statistics."""

import os
import sqlite3
from contextlib import closing

import pytest
from tool import learning_statistics


@pytest.fixture
def journal(tmp_path):
    folder = tmp_path / ".chotu"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "journal.db")) as database:
        database.execute(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT, tool TEXT, outcome TEXT)"
        )
    return folder


def write(folder, events):
    with closing(sqlite3.connect(folder / "journal.db")) as database, database:
        database.executemany("INSERT INTO events (kind, tool, outcome) VALUES (?, ?, ?)", events)


def requests(*outcomes):
    return [("request", "", outcome) for outcome in outcomes]


def calls(tool, returned, failed):
    return [("call", tool, "returned")] * returned + [("call", tool, "failed")] * failed


def test_all_figures_of_a_journal(journal):
    write(journal, requests("rejected", "landed", "landed", "proposed", "unclear", "exists"))
    write(journal, calls("b", 2, 1) + calls("a", 3, 0) + [("landing", "a", "landed")])
    assert learning_statistics(str(journal)) == {
        "requests": {"exists": 1, "landed": 2, "proposed": 1, "rejected": 1, "unclear": 1},
        "learned": 3,
        "learning_rate": 75.0,
        "calls": 6,
        "call_rate": 83.3,
        "tools": [
            {"tool": "b", "calls": 3, "failed": 1, "success_rate": 66.7},
            {"tool": "a", "calls": 3, "failed": 0, "success_rate": 100.0},
        ],
        "summary": "learned 3 of 4 tools it tried to (75.0 %); 5 of 6 calls succeeded (83.3 %)",
    }


def test_an_empty_journal_has_no_rates(journal):
    assert learning_statistics(str(journal)) == {
        "requests": {},
        "learned": 0,
        "learning_rate": 0.0,
        "calls": 0,
        "call_rate": 0.0,
        "tools": [],
        "summary": "learned 0 of 0 tools it tried to (0.0 %); 0 of 0 calls succeeded (0.0 %)",
    }


@pytest.mark.parametrize(
    ("outcome", "rate"), [("landed", 100.0), ("proposed", 100.0), ("rejected", 50.0)]
)
def test_what_counts_as_learned(journal, outcome, rate):
    write(journal, requests("landed", outcome))
    assert learning_statistics(str(journal))["learning_rate"] == rate


def test_a_missing_generator_is_a_failure_to_learn_and_a_refusal_is_not(journal):
    write(journal, requests("landed", "no_generator", "refused", "unclear", "exists"))
    assert learning_statistics(str(journal))["learning_rate"] == 50.0


def test_tools_that_fail_equally_are_in_alphabetical_order(journal):
    write(journal, calls("z", 0, 1) + calls("m", 9, 1) + calls("c", 5, 2))
    assert [one["tool"] for one in learning_statistics(str(journal))["tools"]] == ["c", "m", "z"]


def test_changes_that_are_not_merged_yet_count_too(journal):
    with closing(sqlite3.connect(journal / "journal.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        with database:
            database.execute("INSERT INTO events (kind, outcome) VALUES ('request', 'landed')")
        assert learning_statistics(str(journal))["learned"] == 1


def test_the_journal_stays_as_it_was(journal):
    write(journal, requests("landed"))
    before = (journal / "journal.db").read_bytes()
    learning_statistics(str(journal))
    assert (journal / "journal.db").read_bytes() == before
    assert os.listdir(journal) == ["journal.db"]


def test_a_damaged_journal_is_told(journal):
    (journal / "journal.db").write_text("no database, only text " * 100)
    with pytest.raises(ValueError, match="damaged journal: .*journal.db"):
        learning_statistics(str(journal))


def test_a_folder_without_a_journal_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no journal: .*journal.db"):
        learning_statistics(str(tmp_path))
