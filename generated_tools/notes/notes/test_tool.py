"""Tests of notes."""

import fcntl
import threading
from datetime import UTC, datetime

import pytest
from tool import notes


def add(store, text, *tags, now="2024-02-28T12:00:00+00:00"):
    return notes(str(store), "add", text, list(tags), now=now)


def ids(store, *arguments):
    return [one["id"] for one in notes(str(store), "search", *arguments)]


def test_a_note_is_kept_with_its_tags(tmp_path):
    expected = {
        "id": 1,
        "text": "Call Zoë",
        "tags": ["phone", "work"],
        "changed": "2024-02-28T12:00:00+00:00",
    }
    assert add(tmp_path, " Call Zoë ", "Work", " phone", "work", "") == [expected]
    assert notes(str(tmp_path)) == [expected]
    assert (tmp_path / "notes.json").read_text("utf-8") == (
        '[\n {\n  "id": 1,\n  "text": "Call Zoë",\n  "tags": [\n   "phone",\n   "work"\n  ],\n'
        '  "changed": "2024-02-28T12:00:00+00:00"\n }\n]\n'
    )


def test_a_search_wants_all_words_and_all_tags(tmp_path):
    add(tmp_path, "Buy red paint", "home", "shop")
    add(tmp_path, "Paint the fence", "home")
    assert ids(tmp_path, "PAINT") == [2, 1]
    assert ids(tmp_path, "paint red") == [1]
    assert ids(tmp_path, "", ["Home "]) == [2, 1]
    assert ids(tmp_path, "", ["home", "shop"]) == [1]
    assert ids(tmp_path, "fence", ["shop"]) == []


def test_the_newest_change_comes_first(tmp_path):
    for day in (2, 3, 1):
        add(tmp_path, f"day {day}", now=f"2024-01-0{day}")
    assert ids(tmp_path) == [2, 1, 3]


def test_a_note_is_changed_in_its_place(tmp_path):
    add(tmp_path, "first", "old")
    add(tmp_path, "second")
    found = notes(str(tmp_path), "change", "better", number=1, now="2025-01-01")
    assert found == [{"id": 1, "text": "better", "tags": ["old"], "changed": "2025-01-01"}]
    assert ids(tmp_path) == [1, 2]


def test_a_change_may_be_of_tags_alone(tmp_path):
    add(tmp_path, "first", "old")
    assert notes(str(tmp_path), "change", tags=["new"], number=1)[0]["tags"] == ["new"]
    assert notes(str(tmp_path), "change", tags=[], number=1)[0]["tags"] == []
    assert notes(str(tmp_path))[0]["text"] == "first"


def test_a_removed_note_is_gone_and_others_stay(tmp_path):
    add(tmp_path, "first")
    add(tmp_path, "second")
    assert notes(str(tmp_path), "remove", number=1)[0]["text"] == "first"
    assert ids(tmp_path) == [2]
    assert add(tmp_path, "third")[0]["id"] == 3


def test_the_clock_gives_the_time_of_a_change(tmp_path):
    before = datetime.now(UTC).replace(microsecond=0)
    found = add(tmp_path, "x", now="")
    assert before <= datetime.fromisoformat(found[0]["changed"]) <= datetime.now(UTC)


def test_the_store_is_locked_while_it_is_read_and_changed(tmp_path, monkeypatch):
    locked = []
    monkeypatch.setattr(fcntl, "flock", lambda lock, how: locked.append((lock.name, how)))
    add(tmp_path, "alone")
    assert locked == [(str(tmp_path / "notes.lock"), fcntl.LOCK_EX)]


def test_several_at_once_lose_nothing(tmp_path):
    threads = [threading.Thread(target=add, args=(tmp_path, f"n{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(tmp_path)) == list(range(1, 9))


@pytest.mark.parametrize("action", ["change", "remove"])
def test_a_note_that_is_not_there_is_named(tmp_path, action):
    add(tmp_path, "first")
    with pytest.raises(KeyError, match="no note has the id 7"):
        notes(str(tmp_path), action, "x", number=7)


def test_a_blank_note_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the note is blank"):
        add(tmp_path, " \n")
    assert notes(str(tmp_path)) == []


def test_a_damaged_store_is_named_and_left_alone(tmp_path):
    (tmp_path / "notes.json").write_text("[{")
    with pytest.raises(ValueError, match="damaged, repair or remove it: .*notes.json"):
        add(tmp_path, "x")
    assert (tmp_path / "notes.json").read_text() == "[{"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        notes(str(tmp_path / "absent"))
