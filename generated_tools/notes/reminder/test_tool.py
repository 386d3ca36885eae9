"""Tests of reminder."""

import fcntl
import threading

import pytest
from tool import reminder

NOW = "2024-02-28T14:30:20"


def add(store, text, due="tomorrow"):
    return reminder(str(store), "add", text=text, due=due, now=NOW)


def test_a_reminder_for_tomorrow(tmp_path):
    expected = {"id": 1, "text": "buy milk", "due": "2024-02-29T09:00", "done": False}
    assert add(tmp_path, "  buy milk ") == [expected]
    assert reminder(str(tmp_path)) == [expected]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("today", "2024-02-28T09:00"),
        (" Tomorrow ", "2024-02-29T09:00"),
        ("in 1 minute", "2024-02-28T14:31"),
        ("in 45 minutes", "2024-02-28T15:15"),
        ("in 12 hours", "2024-02-29T02:30"),
        ("in  2 Days", "2024-03-01T09:00"),
        ("in 1 week", "2024-03-06T09:00"),
        ("2024-12-31", "2024-12-31T09:00"),
        ("2024-12-31T17:30", "2024-12-31T17:30"),
        ("2024-12-31 08:15:59", "2024-12-31T08:15"),
        ("2024-12-31T17:30Z", "2024-12-31T17:30"),
    ],
)
def test_times_as_people_say_them(tmp_path, due, expected):
    assert add(tmp_path, "x", due)[0]["due"] == expected


@pytest.mark.parametrize("due", ["", "soon", "in 5 years", "2024-02-30", "in -1 days"])
def test_a_time_that_cannot_be_understood_is_named(tmp_path, due):
    with pytest.raises(ValueError, match=f"cannot understand the time '{due}'"):
        add(tmp_path, "x", due)


def test_open_reminders_are_listed_earliest_first(tmp_path):
    add(tmp_path, "late", "2024-05-01")
    add(tmp_path, "soon", "in 1 hour")
    add(tmp_path, "also late", "2024-05-01")
    assert [(one["id"], one["text"]) for one in reminder(str(tmp_path), "list")] == [
        (2, "soon"),
        (1, "late"),
        (3, "also late"),
    ]


def test_due_are_those_whose_time_has_come(tmp_path):
    for due in ("2024-02-28T14:29", "2024-02-28T14:30", "2024-02-28T14:31"):
        add(tmp_path, due, due)
    found = reminder(str(tmp_path), "due", now=NOW)
    assert [one["text"] for one in found] == ["2024-02-28T14:29", "2024-02-28T14:30"]


def test_the_clock_is_asked_when_no_time_is_given(tmp_path):
    add(tmp_path, "past", "2024-01-01")
    add(tmp_path, "far", "2999-01-01")
    assert [one["text"] for one in reminder(str(tmp_path), "due")] == ["past"]


def test_what_is_done_is_no_longer_open(tmp_path):
    add(tmp_path, "first", "today")
    add(tmp_path, "second", "today")
    done = reminder(str(tmp_path), "done", number=1)
    assert [(one["text"], one["done"]) for one in done] == [("first", True)]
    assert [one["text"] for one in reminder(str(tmp_path))] == ["second"]
    assert reminder(str(tmp_path), "due", now=NOW) == reminder(str(tmp_path))
    with pytest.raises(KeyError, match="no open reminder has the id 1"):
        reminder(str(tmp_path), "done", number=1)


def test_a_number_is_never_given_twice(tmp_path):
    add(tmp_path, "first")
    reminder(str(tmp_path), "done", number=1)
    assert add(tmp_path, "second")[0]["id"] == 2


def test_the_store_is_locked_while_it_is_read_and_changed(tmp_path, monkeypatch):
    locked = []
    monkeypatch.setattr(fcntl, "flock", lambda lock, how: locked.append((lock.name, how)))
    add(tmp_path, "alone")
    assert locked == [(str(tmp_path / "reminders.lock"), fcntl.LOCK_EX)]


def test_several_at_once_lose_nothing(tmp_path):
    threads = [threading.Thread(target=add, args=(tmp_path, f"n{n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one["id"] for one in reminder(str(tmp_path))) == list(range(1, 9))


def test_texts_are_stored_readably(tmp_path):
    reminder(str(tmp_path), "add", text="größer", now=NOW)
    assert (tmp_path / "reminders.json").read_text("utf-8") == (
        '[\n {\n  "id": 1,\n  "text": "größer",\n  "due": "2024-02-29T09:00",\n'
        '  "done": false\n }\n]\n'
    )


def test_a_blank_text_is_refused(tmp_path):
    with pytest.raises(ValueError, match="the text is blank"):
        add(tmp_path, "  ")
    assert reminder(str(tmp_path)) == []


def test_a_damaged_store_is_named_and_left_alone(tmp_path):
    (tmp_path / "reminders.json").write_text("[{")
    with pytest.raises(ValueError, match="damaged, repair or remove it: .*reminders.json"):
        add(tmp_path, "x")
    assert (tmp_path / "reminders.json").read_text() == "[{"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        reminder(str(tmp_path / "absent"))
