"""Tests of watch_directory."""

import os

import pytest
from tool import watch_directory


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "watched"
    (root / "sub").mkdir(parents=True)
    (root / "a").write_text("one")
    (root / "sub" / "b").write_text("two")
    return root


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "store"
    path.mkdir()
    return path


def look(folder, store):
    return watch_directory(str(folder), str(store))


def nothing(files, first=False):
    return {"first_look": first, "added": [], "changed": [], "removed": [], "files": files}


def test_the_first_look_reports_no_change_and_the_next_knows_it(folder, store):
    assert look(folder, store) == nothing(2, first=True)
    assert look(folder, store) == nothing(2)


def test_added_changed_and_removed_files_are_told_once(folder, store):
    look(folder, store)
    (folder / "sub" / "new").touch()
    (folder / "also new").touch()
    (folder / "a").write_text("longer than before")
    (folder / "sub" / "b").unlink()
    assert look(folder, store) == {
        "first_look": False,
        "added": ["also new", "sub/new"],
        "changed": ["a"],
        "removed": ["sub/b"],
        "files": 3,
    }
    assert look(folder, store) == nothing(3)


def test_many_changes_are_told_in_order(folder, store):
    names = [f"file{number}" for number in range(8)]
    look(folder, store)
    for name in reversed(names):
        (folder / name).write_text("new")
    assert look(folder, store)["added"] == names
    for name in reversed(names):
        (folder / name).write_text("changed")
    assert look(folder, store)["changed"] == names
    for name in names:
        (folder / name).unlink()
    assert look(folder, store)["removed"] == names


def test_a_change_of_time_alone_is_a_change(folder, store):
    look(folder, store)
    size = (folder / "a").stat().st_size
    os.utime(folder / "a", (10**9, 10**9))
    assert look(folder, store)["changed"] == ["a"]
    assert (folder / "a").stat().st_size == size


def test_a_change_of_size_alone_is_a_change(folder, store):
    os.utime(folder / "a", (10**9, 10**9))
    look(folder, store)
    (folder / "a").write_text("two more")
    os.utime(folder / "a", (10**9, 10**9))
    assert look(folder, store)["changed"] == ["a"]


def test_two_folders_share_a_store_without_mixing(folder, store, tmp_path):
    look(folder, store)
    other = tmp_path / "other"
    other.mkdir()
    (other / "c").touch()
    assert look(other, store) == nothing(1, first=True)
    assert look(folder, store) == nothing(2)


def test_links_and_pipes_are_passed_over(folder, store):
    (folder / "link").symlink_to(folder / "a")
    os.mkfifo(folder / "pipe")
    assert look(folder, store)["files"] == 2


def test_the_store_holds_one_whole_file_per_folder(folder, store):
    look(folder, store)
    look(folder, store)
    names = [path.name for path in store.iterdir()]
    assert len(names) == 1
    assert names[0].startswith("watch-")
    assert names[0].endswith(".json")
    assert len(names[0]) == len("watch-0123456789abcdef.json")


@pytest.mark.parametrize("place", [".", "sub"])
def test_a_store_inside_the_watched_folder_is_refused(folder, place):
    with pytest.raises(ValueError, match="the store lies in the watched folder"):
        look(folder, folder / place)


def test_a_damaged_look_is_named(folder, store):
    look(folder, store)
    next(store.iterdir()).write_text("{")
    with pytest.raises(ValueError, match="damaged, remove it to start anew: .*watch-"):
        look(folder, store)


def test_both_folders_must_exist(folder, store, tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        look(tmp_path / "absent", store)
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        look(folder, tmp_path / "absent")
