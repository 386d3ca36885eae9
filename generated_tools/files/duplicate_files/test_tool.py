"""Tests of duplicate_files."""

import os

import pytest
from tool import duplicate_files


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    for name, content in [
        ("z", "same"),
        ("sub/a", "same"),
        ("other", "diff"),
        ("long1", "x" * 100),
        ("long2", "x" * 100),
        ("single", "alone"),
    ]:
        (root / name).write_text(content)
    return root


def test_groups_of_the_same_content(folder):
    assert duplicate_files(str(folder)) == [
        {"size": 100, "files": ["long1", "long2"]},
        {"size": 4, "files": ["sub/a", "z"]},
    ]


def test_what_wastes_most_comes_first(folder):
    for number in range(30):
        (folder / f"copy{number:02}").write_text("same")
    assert [one["size"] for one in duplicate_files(str(folder))] == [4, 100]


def test_only_what_could_be_freed_counts_as_waste(folder):
    # Two files of 100 bytes waste 100; 26 files of 4 waste exactly as much, and sort by name.
    for number in range(24):
        (folder / f"copy{number:02}").write_text("same")
    assert [one["size"] for one in duplicate_files(str(folder))] == [4, 100]
    (folder / "copy00").unlink()
    assert [one["size"] for one in duplicate_files(str(folder))] == [100, 4]


def test_empty_files_only_on_demand(folder):
    (folder / "void1").touch()
    (folder / "void2").touch()
    assert len(duplicate_files(str(folder))) == 2
    assert duplicate_files(str(folder), 0)[2] == {"size": 0, "files": ["void1", "void2"]}


def test_the_least_size_counts_itself(folder):
    assert len(duplicate_files(str(folder), 4)) == 2
    assert [one["size"] for one in duplicate_files(str(folder), 5)] == [100]


def test_three_files_make_one_group(folder):
    (folder / "y").write_text("same")
    assert {"size": 4, "files": ["sub/a", "y", "z"]} in duplicate_files(str(folder))


def test_links_and_pipes_are_no_copies(tmp_path):
    (tmp_path / "a").write_text("same")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")
    assert duplicate_files(str(tmp_path)) == []


def test_a_missing_folder_is_named(folder):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*single"):
        duplicate_files(str(folder / "single"))


def test_a_negative_size_is_refused(folder):
    with pytest.raises(ValueError, match="min_bytes must be 0 or more, not -1"):
        duplicate_files(str(folder), -1)
