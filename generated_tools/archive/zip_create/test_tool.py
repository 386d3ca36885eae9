"""Tests of zip_create."""

import os
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tool import zip_create


@pytest.fixture
def source(tmp_path):
    root = tmp_path / "source"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text("b" * 1000)
    (root / "a.txt").write_text("a" * 10)
    (root / "sub" / "c.txt").write_text("c")
    return root


def contents(path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        assert all(member.compress_type == ZIP_DEFLATED for member in archive.infolist())
        return {member: archive.read(member) for member in archive.namelist()}


def test_files_are_stored_under_their_names(source, tmp_path):
    output = tmp_path / "out.zip"
    found = zip_create([str(source / "b.txt"), str(source / "a.txt")], str(output))
    assert found == {
        "output": str(output),
        "members": ["b.txt", "a.txt"],
        "size_before": 1010,
        "size": output.stat().st_size,
    }
    assert contents(output) == {"b.txt": b"b" * 1000, "a.txt": b"a" * 10}
    assert found["size"] < 1010


def test_a_folder_is_stored_with_everything_in_it(source, tmp_path):
    output = tmp_path / "out.zip"
    zip_create([str(source)], str(output))
    assert contents(output) == {
        "source/a.txt": b"a" * 10,
        "source/b.txt": b"b" * 1000,
        "source/sub/c.txt": b"c",
    }


def test_links_inside_a_folder_are_left_out(source, tmp_path):
    (source / "link").symlink_to(source / "a.txt")
    found = zip_create([str(source)], str(tmp_path / "out.zip"))
    assert found["members"] == ["source/a.txt", "source/b.txt", "source/sub/c.txt"]


def test_an_old_file_date_is_no_obstacle(source, tmp_path):
    os.utime(source / "a.txt", (0, 0))
    assert zip_create([str(source / "a.txt")], str(tmp_path / "out.zip"))["members"] == ["a.txt"]


def test_an_existing_archive_is_replaced_and_nothing_else_is_left(source, tmp_path):
    output = tmp_path / "out.zip"
    output.write_text("old")
    zip_create([str(source / "a.txt")], str(output))
    assert list(contents(output)) == ["a.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.zip", "source"]


def test_two_inputs_of_one_name_are_refused(source, tmp_path):
    other = tmp_path / "a.txt"
    other.touch()
    with pytest.raises(ValueError, match=r"two inputs would both be stored as a\.txt"):
        zip_create([str(source / "a.txt"), str(other)], str(tmp_path / "out.zip"))


def test_no_inputs_are_refused(tmp_path):
    with pytest.raises(ValueError, match="nothing to compress"):
        zip_create([], str(tmp_path / "out.zip"))


def test_a_missing_input_is_named_and_nothing_is_written(source, tmp_path):
    output = tmp_path / "out.zip"
    with pytest.raises(FileNotFoundError, match="no such file or folder: .*absent"):
        zip_create([str(source), str(tmp_path / "absent")], str(output))
    assert not output.exists()


def test_a_write_that_fails_leaves_no_partial_file(source, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        zip_create([str(source)], str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "taken"]
