"""Tests of organise_files."""

import os

import pytest
from tool import organise_files


@pytest.fixture
def folder(tmp_path):
    for name in ("b.PDF", "a.jpg", "song.mp3", "noext", "9lives.zip", ".hidden.txt", "t.csv"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (1709210100, 1709210100))
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.jpg")
    return tmp_path


def moves(folder, *arguments):
    return [(one["source"], one["target"]) for one in organise_files(str(folder), *arguments)]


BY_TYPE = [
    ("9lives.zip", "archives/9lives.zip"),
    ("a.jpg", "images/a.jpg"),
    ("b.PDF", "documents/b.PDF"),
    ("noext", "other/noext"),
    ("song.mp3", "audio/song.mp3"),
    ("t.csv", "tables/t.csv"),
]


def test_without_being_told_so_nothing_moves(folder):
    before = sorted(folder.iterdir())
    assert moves(folder) == BY_TYPE
    assert sorted(folder.iterdir()) == before


def test_files_move_by_type(folder):
    assert moves(folder, "type", False) == BY_TYPE
    for source, target in BY_TYPE:
        assert (folder / target).read_text() == source
        assert not (folder / source).exists()
    assert (folder / ".hidden.txt").exists()
    assert (folder / "link.txt").is_symlink()
    assert (folder / "folder.txt").is_dir()


def test_a_tidy_folder_stays_as_it_is(folder):
    moves(folder, "type", False)
    assert moves(folder, "type", False) == []


def test_by_month_of_the_last_change(folder):
    assert {target.partition("/")[0] for _, target in moves(folder, "month")} == {"2024-02"}
    os.utime(folder / "a.jpg", (0, 0))
    assert ("a.jpg", "1970-01/a.jpg") in moves(folder, "month")


def test_by_first_letter(folder):
    found = dict(moves(folder, "letter"))
    assert found["a.jpg"] == "A/a.jpg"
    assert found["9lives.zip"] == "0-9/9lives.zip"


def test_nothing_is_overwritten(folder):
    (folder / "images").mkdir()
    (folder / "images" / "a.jpg").write_text("kept")
    (folder / "images" / "a (2).jpg").symlink_to("absent")
    assert ("a.jpg", "images/a (3).jpg") in moves(folder, "type", False)
    assert (folder / "images" / "a.jpg").read_text() == "kept"
    assert (folder / "images" / "a (3).jpg").read_text() == "a.jpg"


@pytest.mark.parametrize(
    ("group", "suffixes"),
    [
        ("images", "bmp gif heic jpeg jpg png svg tif tiff webp"),
        ("documents", "doc docx epub md odt pdf rtf tex txt"),
        ("tables", "csv ods tsv xls xlsx"),
        ("slides", "key odp ppt pptx"),
        ("audio", "aac flac m4a mp3 ogg opus wav"),
        ("video", "avi m4v mkv mov mp4 webm"),
        ("archives", "7z bz2 gz rar tar tgz xz zip"),
        ("code", "c cpp css go h html java js json py rs sh ts"),
        ("other", "xyz bin"),
    ],
)
def test_types_by_suffix(tmp_path, group, suffixes):
    names = sorted(f"file.{suffix}" for suffix in suffixes.split())
    for name in names:
        (tmp_path / name).touch()
    assert moves(tmp_path) == [(name, f"{group}/{name}") for name in names]


def test_a_taken_name_gets_the_next_number(tmp_path):
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "a.mp3").touch()
    (tmp_path / "a.mp3").touch()
    assert moves(tmp_path) == [("a.mp3", "audio/a (2).mp3")]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        moves(tmp_path / "absent")
