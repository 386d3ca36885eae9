"""Tests of backup_folder."""

import os
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tool import backup_folder

NOW = "2024-02-29T12:30:05"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "work"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text("b" * 1000)
    (root / "sub" / "a.txt").write_text("a")
    return root


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "store"
    path.mkdir()
    return path


def backup(folder, store, action="create", now=NOW):
    return backup_folder(str(folder), str(store), action, now)


def test_a_backup_holds_every_file_and_is_verified(folder, store):
    target = store / "work-20240229-123005.zip"
    found = backup(folder, store)
    assert found == {
        "backup": str(target),
        "files": 2,
        "size": target.stat().st_size,
        "verified": True,
        "differing": [],
    }
    with ZipFile(target) as archive:
        assert archive.namelist() == ["b.txt", "sub/a.txt"]
        assert archive.read("b.txt") == b"b" * 1000
        assert archive.infolist()[0].compress_type == ZIP_DEFLATED
    assert os.listdir(store) == ["work-20240229-123005.zip"]


def test_verifying_tells_what_differs(folder, store):
    backup(folder, store)
    (folder / "new").touch()
    (folder / "b.txt").write_text("changed")
    (folder / "sub" / "a.txt").unlink()
    found = backup(folder, store, "verify")
    assert (found["verified"], found["files"]) == (False, 2)
    assert found["differing"] == ["b.txt", "new", "sub/a.txt"]


def test_verifying_takes_the_newest_backup_of_this_folder(folder, store):
    backup(folder, store, now="2023-01-01T00:00:00")
    (folder / "new").touch()
    newest = backup(folder, store)["backup"]
    (store / "work-notes.zip").touch()
    (store / "workshop-20990101-000000.zip").touch()
    assert backup(folder, store, "verify")["backup"] == newest
    assert backup(folder, store, "verify")["verified"] is True


def test_nothing_is_written_while_verifying(folder, store):
    backup(folder, store)
    backup(folder, store, "verify", now="2025-01-01")
    assert len(os.listdir(store)) == 1


def test_links_are_left_out_and_old_dates_are_no_obstacle(folder, store):
    (folder / "link").symlink_to(folder / "b.txt")
    os.utime(folder / "b.txt", (0, 0))
    assert (backup(folder, store)["files"], backup(folder, store, "verify")["verified"]) == (
        2,
        True,
    )


def test_the_clock_gives_the_name_when_no_time_is_given(folder, store):
    found = backup(folder, store, now="")
    assert backup(folder, store, "verify")["backup"] == found["backup"]


def test_a_backup_is_never_replaced(folder, store):
    backup(folder, store)
    with pytest.raises(FileExistsError, match="a backup of this second already: .*-123005.zip"):
        backup(folder, store)


def test_without_a_backup_there_is_nothing_to_verify(folder, store):
    with pytest.raises(FileNotFoundError, match="no backup of work in .*store"):
        backup(folder, store, "verify")


def test_a_damaged_backup_is_told(folder, store):
    (store / "work-20240101-000000.zip").write_text("no archive")
    with pytest.raises(ValueError, match="damaged backup: .*work-20240101-000000.zip"):
        backup(folder, store, "verify")


@pytest.mark.parametrize("place", [".", "sub"])
def test_a_store_inside_the_folder_is_refused(folder, place):
    with pytest.raises(ValueError, match="the store lies in the folder"):
        backup(folder, folder / place)


def test_both_folders_must_exist(folder, store, tmp_path):
    for pair in ((tmp_path / "absent", store), (folder, tmp_path / "absent")):
        with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
            backup(*pair)


def test_a_write_that_fails_leaves_nothing(folder, store):
    (store / "work-20240229-123005.partial").mkdir()
    with pytest.raises(OSError, match="partial"):
        backup(folder, store)
    assert os.listdir(store) == ["work-20240229-123005.partial"]
