"""Tests of tar_create."""

import tarfile

import pytest
from tool import tar_create


@pytest.fixture
def source(tmp_path):
    root = tmp_path / "source"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text("b" * 1000)
    (root / "a.txt").write_text("a" * 10)
    (root / "sub" / "c.txt").write_text("c")
    return root


def contents(path) -> dict[str, bytes]:
    with tarfile.open(path, "r:gz") as archive:
        return {one.name: archive.extractfile(one).read() for one in archive.getmembers()}


def test_files_are_stored_under_their_names(source, tmp_path):
    output = tmp_path / "out.tar.gz"
    found = tar_create([str(source / "b.txt"), str(source / "a.txt")], str(output))
    assert found == {
        "output": str(output),
        "files": 2,
        "members": ["b.txt", "a.txt"],
        "size": output.stat().st_size,
    }
    assert contents(output) == {"b.txt": b"b" * 1000, "a.txt": b"a" * 10}
    assert found["size"] < 1000


def test_a_folder_is_stored_with_every_file_in_it(source, tmp_path):
    (source / "empty").mkdir()
    (source / "link").symlink_to(source / "a.txt")
    output = tmp_path / "out.tar.gz"
    assert tar_create([str(source)], str(output))["members"] == [
        "source/a.txt",
        "source/b.txt",
        "source/sub/c.txt",
    ]
    assert contents(output)["source/sub/c.txt"] == b"c"


def test_an_existing_archive_is_replaced_and_nothing_else_is_left(source, tmp_path):
    output = tmp_path / "out.tgz"
    output.write_text("old")
    tar_create([str(source / "a.txt")], str(output))
    assert list(contents(output)) == ["a.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.tgz", "source"]


def test_two_inputs_of_one_name_are_refused(source, tmp_path):
    (tmp_path / "a.txt").touch()
    with pytest.raises(ValueError, match=r"two inputs would both be stored as a\.txt"):
        tar_create([str(source / "a.txt"), str(tmp_path / "a.txt")], str(tmp_path / "out.tgz"))


def test_no_inputs_are_refused(tmp_path):
    with pytest.raises(ValueError, match="nothing to pack: give at least one"):
        tar_create([], str(tmp_path / "out.tgz"))


def test_a_missing_input_is_named_and_nothing_is_written(source, tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file or folder: .*absent"):
        tar_create([str(source), str(tmp_path / "absent")], str(tmp_path / "out.tgz"))
    assert not (tmp_path / "out.tgz").exists()


def test_a_write_that_fails_leaves_no_partial_file(source, tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        tar_create([str(source)], str(tmp_path / "taken"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "taken"]
