"""Tests of largest_files."""

import os

import pytest
from tool import largest_files


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    for name, size in [("b", 20), ("a", 20), ("sub/huge", 5000), ("tiny", 0)]:
        (root / name).write_bytes(b"x" * size)
    return root


def test_the_largest_come_first_and_equals_by_name(folder):
    assert largest_files(str(folder)) == [
        {"path": "sub/huge", "size": 5000},
        {"path": "a", "size": 20},
        {"path": "b", "size": 20},
        {"path": "tiny", "size": 0},
    ]


def test_no_more_than_the_count(folder):
    assert largest_files(str(folder), 1) == [{"path": "sub/huge", "size": 5000}]
    assert [file["path"] for file in largest_files(str(folder), 2)] == ["sub/huge", "a"]


def test_ten_files_unless_said_otherwise(folder):
    for number in range(12):
        (folder / f"n{number}").touch()
    assert len(largest_files(str(folder))) == 10


def test_an_empty_folder_has_no_files(tmp_path):
    assert largest_files(str(tmp_path)) == []


def test_links_and_pipes_are_not_counted(folder):
    (folder / "link").symlink_to(folder / "sub" / "huge")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    assert len(largest_files(str(folder))) == 4


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such folder: .*absent"):
        largest_files(str(tmp_path / "absent"))


def test_a_file_is_no_folder(folder):
    with pytest.raises(NotADirectoryError, match="not a folder: .*tiny"):
        largest_files(str(folder / "tiny"))


@pytest.mark.parametrize("count", [0, -3])
def test_a_count_under_one_is_refused(folder, count):
    with pytest.raises(ValueError, match=f"count must be 1 or more, not {count}"):
        largest_files(str(folder), count)
