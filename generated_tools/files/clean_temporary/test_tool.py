"""Tests of clean_temporary."""

import os

import pytest
from tool import clean_temporary

NOW = 1_800_000_000
DAY = 86_400


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("time.time", lambda: NOW)


def put(folder, name, days, content="12345"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return path


def test_old_temporary_files_are_told_and_stay(tmp_path):
    kept = [put(tmp_path, "sub/b.tmp", 31), put(tmp_path, "a.TMP", 90, "1")]
    put(tmp_path, "new.tmp", 29)
    put(tmp_path, "old.txt", 90)
    assert clean_temporary(str(tmp_path)) == {
        "files": ["a.TMP", "sub/b.tmp"],
        "size": 6,
        "deleted": False,
    }
    assert all(path.exists() for path in kept)


def test_they_are_deleted_when_told_to_and_nothing_else(tmp_path):
    put(tmp_path, "a.tmp", 31)
    put(tmp_path, "new.tmp", 29)
    put(tmp_path, "sub/old.txt", 90)
    assert clean_temporary(str(tmp_path), delete=True) == {
        "files": ["a.tmp"],
        "size": 5,
        "deleted": True,
    }
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["new.tmp", "old.txt", "sub"]


@pytest.mark.parametrize(
    "name",
    ["a.tmp", "a.temp", ".a.swp", "a.part", "a.partial", "a.crdownload", "a.txt~", "~$letter.docx"]
    + ["Thumbs.db", ".DS_Store", ".tmp"],
)
def test_names_of_temporary_files(tmp_path, name):
    put(tmp_path, name, 31)
    assert clean_temporary(str(tmp_path))["files"] == [name]


@pytest.mark.parametrize("name", ["a.tmp.txt", "atmp", "~a", "mine.Thumbs.db", "a.db", "parts"])
def test_names_of_others(tmp_path, name):
    put(tmp_path, name, 31)
    assert clean_temporary(str(tmp_path))["files"] == []


@pytest.mark.parametrize(("age", "found"), [(30, 1), (29.999, 0)])
def test_the_age_itself_is_old_enough(tmp_path, age, found):
    put(tmp_path, "a.tmp", age)
    assert len(clean_temporary(str(tmp_path), 30)["files"]) == found
    assert len(clean_temporary(str(tmp_path))["files"]) == found


def test_every_age_will_do(tmp_path):
    put(tmp_path, "a.tmp", 0)
    assert clean_temporary(str(tmp_path), 0)["files"] == ["a.tmp"]


def test_links_are_neither_followed_nor_deleted(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target = put(tmp_path, "elsewhere/real.txt", 90)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.tmp").symlink_to(target)
    (folder / "way").symlink_to(tmp_path / "elsewhere")
    put(tmp_path, "elsewhere/x.tmp", 90)
    assert clean_temporary(str(folder), 0, delete=True)["files"] == []
    assert (folder / "link.tmp").is_symlink()


@pytest.mark.parametrize("days", [-1, -0.1, float("nan")])
def test_a_negative_age_is_refused(tmp_path, days):
    with pytest.raises(ValueError, match=f"days must be 0 or more, not {days}"):
        clean_temporary(str(tmp_path), days)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        clean_temporary(str(tmp_path / "absent"))
