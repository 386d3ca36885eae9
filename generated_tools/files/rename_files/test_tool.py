"""Tests of rename_files."""

import pytest
from tool import rename_files


@pytest.fixture
def folder(tmp_path):
    for name in ("IMG_1.jpg", "IMG_2.jpg", "note.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "IMG_sub").mkdir()
    (tmp_path / "IMG_sub" / "IMG_3.jpg").touch()
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_are_renamed(folder):
    assert rename_files(str(folder), r"IMG_(\d)", r"sea-\1", dry_run=False) == [
        {"source": "IMG_1.jpg", "target": "sea-1.jpg"},
        {"source": "IMG_2.jpg", "target": "sea-2.jpg"},
    ]
    assert names(folder) == ["IMG_sub", "note.txt", "sea-1.jpg", "sea-2.jpg"]
    assert (folder / "sea-2.jpg").read_text() == "IMG_2.jpg"
    assert (folder / "IMG_sub" / "IMG_3.jpg").exists()


def test_a_preview_changes_nothing(folder):
    before = names(folder)
    assert rename_files(str(folder), "IMG", "x") == [
        {"source": "IMG_1.jpg", "target": "x_1.jpg"},
        {"source": "IMG_2.jpg", "target": "x_2.jpg"},
    ]
    assert names(folder) == before


def test_every_place_that_matches_is_replaced(folder):
    assert rename_files(str(folder), "t", "T") == [{"source": "note.txt", "target": "noTe.TxT"}]


def test_a_pattern_that_fits_no_name_does_nothing(folder):
    assert rename_files(str(folder), "zzz", "x", dry_run=False) == []


def test_a_name_that_is_taken_is_refused_before_anything_is_done(folder):
    (folder / "sea-2.jpg").touch()
    before = names(folder)
    with pytest.raises(FileExistsError, match=r"the name is taken: sea-2\.jpg"):
        rename_files(str(folder), "IMG_", "sea-", dry_run=False)
    assert names(folder) == before


def test_two_files_cannot_have_one_name(folder):
    with pytest.raises(FileExistsError, match=r"the name is taken: IMG\.jpg"):
        rename_files(str(folder), r"_\d", "", dry_run=False)
    assert "IMG_1.jpg" in names(folder)


@pytest.mark.parametrize(
    ("pattern", "replacement"), [(".*", ""), ("note.txt", "."), ("note.txt", ".."), ("n", "../n")]
)
def test_what_is_no_name_is_refused(folder, pattern, replacement):
    with pytest.raises(ValueError, match="not the name of a file: "):
        rename_files(str(folder), pattern, replacement, dry_run=False)
    assert "note.txt" in names(folder)


@pytest.mark.parametrize(("pattern", "replacement"), [("(", "x"), ("a", r"\1"), ("n", r"\q")])
def test_malformed_patterns_are_refused(folder, pattern, replacement):
    with pytest.raises(ValueError, match="malformed pattern or replacement: "):
        rename_files(str(folder), pattern, replacement)


def test_a_null_in_a_name_is_refused(folder):
    with pytest.raises(ValueError, match="not the name of a file: "):
        rename_files(str(folder), "note", "a\0b")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        rename_files(str(tmp_path / "absent"), "a", "b")
