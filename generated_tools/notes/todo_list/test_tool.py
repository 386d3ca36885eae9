"""Tests of todo_list."""

import fcntl
import threading

import pytest
from tool import todo_list


def add(store, text, priority="normal"):
    return todo_list(str(store), "add", text, priority)


def texts(store, action="list"):
    return [one["text"] for one in todo_list(str(store), action)["tasks"]]


def test_a_new_list_is_empty(tmp_path):
    assert todo_list(str(tmp_path)) == {"tasks": [], "open": 0, "done": 0}


def test_a_task_is_kept(tmp_path):
    task = {"id": 1, "text": "grüßen", "priority": "normal", "done": False}
    expected = {"tasks": [task], "open": 1, "done": 0}
    assert todo_list(str(tmp_path), "add", " grüßen ") == expected
    assert todo_list(str(tmp_path)) == expected
    assert (tmp_path / "tasks.json").read_text("utf-8") == (
        '[\n {\n  "id": 1,\n  "text": "grüßen",\n  "priority": "normal",\n  "done": false\n }\n]\n'
    )


def test_the_most_urgent_comes_first(tmp_path):
    for text, priority in [("d", "low"), ("c", "normal"), ("a", "high"), ("b", "high")]:
        add(tmp_path, text, priority)
    assert texts(tmp_path) == ["a", "b", "c", "d"]


def test_a_finished_task_is_no_longer_open(tmp_path):
    add(tmp_path, "first", "high")
    add(tmp_path, "second", "low")
    finished = todo_list(str(tmp_path), "finish", number=1)
    assert [(one["text"], one["done"]) for one in finished["tasks"]] == [("first", True)]
    assert (finished["open"], finished["done"]) == (1, 1)
    assert texts(tmp_path) == ["second"]
    assert texts(tmp_path, "all") == ["second", "first"]


def test_a_removed_task_is_gone(tmp_path):
    add(tmp_path, "first")
    add(tmp_path, "second")
    removed = todo_list(str(tmp_path), "remove", number=1)
    assert (removed["tasks"][0]["text"], removed["open"]) == ("first", 1)
    assert texts(tmp_path, "all") == ["second"]
    assert add(tmp_path, "third")["tasks"][0]["id"] == 3


def test_listing_writes_nothing(tmp_path):
    texts(tmp_path)
    texts(tmp_path, "all")
    assert not (tmp_path / "tasks.json").exists()


def test_the_store_is_locked_while_it_is_read_and_changed(tmp_path, monkeypatch):
    locked = []
    monkeypatch.setattr(fcntl, "flock", lambda lock, how: locked.append((lock.name, how)))
    add(tmp_path, "alone")
    assert locked == [(str(tmp_path / "tasks.lock"), fcntl.LOCK_EX)]


def test_several_at_once_lose_nothing(tmp_path):
    threads = [threading.Thread(target=add, args=(tmp_path, f"n{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert todo_list(str(tmp_path))["open"] == 8


@pytest.mark.parametrize("action", ["finish", "remove"])
def test_a_task_that_is_not_there_is_named(tmp_path, action):
    add(tmp_path, "first")
    with pytest.raises(KeyError, match="no task has the id 2"):
        todo_list(str(tmp_path), action, number=2)
    assert texts(tmp_path) == ["first"]


def test_a_blank_task_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the task is blank"):
        add(tmp_path, " ")


def test_a_damaged_list_is_named_and_left_alone(tmp_path):
    (tmp_path / "tasks.json").write_text("{")
    with pytest.raises(ValueError, match="damaged, repair or remove it: .*tasks.json"):
        add(tmp_path, "x")
    assert (tmp_path / "tasks.json").read_text() == "{"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        todo_list(str(tmp_path / "absent"))
