"""Tests of find_files."""

import os

import pytest
from tool import find_files


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "root"
    (root / "deep" / "er").mkdir(parents=True)
    (root / "b.txt").write_text("needle here\nlast\n")
    (root / "A.TXT").write_text("12345")
    (root / "deep" / "c.txt").write_text("nothing")
    (root / "deep" / "er" / "notes.md").write_text("first\nthe needle\n")
    return root


def test_all_files_are_found_in_order(folder):
    assert find_files(str(folder)) == ["A.TXT", "b.txt", "deep/c.txt", "deep/er/notes.md"]


def test_a_pattern_ignores_letter_case(folder):
    assert find_files(str(folder), "*.TxT") == ["A.TXT", "b.txt", "deep/c.txt"]


def test_a_pattern_looks_at_the_name_alone(folder):
    assert find_files(str(folder), "deep*") == []
    assert find_files(str(folder), "?.txt") == ["A.TXT", "b.txt", "deep/c.txt"]


def test_content_is_searched_in_every_line(folder):
    assert find_files(str(folder), containing="needle") == ["b.txt", "deep/er/notes.md"]
    assert find_files(str(folder), "*.md", containing="needle") == ["deep/er/notes.md"]
    assert find_files(str(folder), containing="haystack") == []


def test_content_may_have_any_letters(folder):
    (folder / "umlaut").write_text("grün", "utf-8")
    assert find_files(str(folder), containing="rü") == ["umlaut"]


def test_the_least_size_counts_itself(folder):
    assert find_files(str(folder), "a*", min_bytes=5) == ["A.TXT"]
    assert find_files(str(folder), "a*", min_bytes=6) == []


def test_an_empty_file_is_found(folder):
    (folder / "void").touch()
    assert find_files(str(folder), "void") == ["void"]


def test_no_more_than_the_limit(folder):
    assert find_files(str(folder), limit=2) == ["A.TXT", "b.txt"]
    assert find_files(str(folder), limit=1) == ["A.TXT"]


def test_the_limit_is_a_thousand(tmp_path):
    for number in range(1001):
        (tmp_path / f"{number:04}").touch()
    assert len(find_files(str(tmp_path))) == 1000


def test_a_file_that_may_not_be_read_is_passed_over(folder):
    locked = folder / "locked"
    locked.write_text("needle")
    locked.chmod(0)
    expected = ["locked"] if os.access(locked, os.R_OK) else []
    assert find_files(str(folder), "locked", containing="needle") == expected
    assert find_files(str(folder), "locked") == ["locked"]


def test_links_to_folders_and_broken_links_are_passed_over(folder):
    (folder / "loop").symlink_to(folder)
    (folder / "broken").symlink_to(folder / "absent")
    assert find_files(str(folder), "*o*") == ["deep/er/notes.md"]


def test_what_is_no_regular_file_is_passed_over(folder):
    os.mkfifo(folder / "pipe")
    assert find_files(str(folder), "p*") == []


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such folder: .*absent"):
        find_files(str(tmp_path / "absent"))


def test_a_file_is_no_folder(folder):
    with pytest.raises(NotADirectoryError, match="not a folder: .*b.txt"):
        find_files(str(folder / "b.txt"))


def test_a_limit_under_one_is_refused(folder):
    with pytest.raises(ValueError, match="limit must be 1 or more, not 0"):
        find_files(str(folder), limit=0)
