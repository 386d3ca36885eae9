"""Tests of tar_extract."""

import io
import tarfile

import pytest
from tool import tar_extract


def member(name, kind=tarfile.REGTYPE, linkname=""):
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, linkname
    return made


def make_tar(tmp_path, members, mode="w:gz") -> str:
    path = tmp_path / "in.tar"
    with tarfile.open(path, mode) as archive:
        for given, content in members:
            made = member(given) if isinstance(given, str) else given
            made.size = len(content)
            archive.addfile(made, io.BytesIO(content.encode()))
    return str(path)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_files_and_folders_come_out(tmp_path, mode):
    members = [("a.txt", "one"), (member("sub", tarfile.DIRTYPE), ""), ("sub/deep/b.txt", "four")]
    source = make_tar(tmp_path, members, mode)
    folder = tmp_path / "new" / "out"
    assert tar_extract(source, str(folder)) == {
        "folder": str(folder),
        "files": ["a.txt", "sub/deep/b.txt"],
        "size": 7,
    }
    assert (folder / "a.txt").read_text() == "one"
    assert (folder / "sub" / "deep" / "b.txt").read_text() == "four"


def test_an_existing_folder_keeps_its_other_files(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine").write_text("kept")
    tar_extract(make_tar(tmp_path, [("a", "1"), ("b..c", "2")]), str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b..c", "mine"]


@pytest.mark.parametrize(
    "bad",
    [
        "../out",
        "/etc/out",
        "a/../../out",
        member("link", tarfile.SYMTYPE, "/etc/passwd"),
        member("hard", tarfile.LNKTYPE, "good"),
        member("pipe", tarfile.FIFOTYPE),
        member("device", tarfile.CHRTYPE),
    ],
)
def test_an_unsafe_member_is_refused_before_anything_is_written(tmp_path, bad):
    source = make_tar(tmp_path, [("good", "1"), (bad, "")])
    with pytest.raises(ValueError, match="unsafe member: "):
        tar_extract(source, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_link_in_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "way").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="unsafe member: way/file passes through a link"):
        tar_extract(make_tar(tmp_path, [("way/file", "1")]), str(folder))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_existing_file_is_never_replaced(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "b").write_text("kept")
    with pytest.raises(FileExistsError, match="would replace an existing file: b"):
        tar_extract(make_tar(tmp_path, [("a", "1"), ("b", "2")]), str(folder))
    assert [path.name for path in folder.iterdir()] == ["b"]


def test_a_name_that_comes_twice_is_refused(tmp_path):
    with pytest.raises(FileExistsError, match="would replace an existing file: a"):
        tar_extract(make_tar(tmp_path, [("a", "1"), ("a", "2")]), str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_the_size_limit_counts_all_members(tmp_path):
    source = make_tar(tmp_path, [("a", "123"), ("b", "45")])
    with pytest.raises(ValueError, match="holds 5 bytes, more than 4"):
        tar_extract(source, str(tmp_path / "out"), 4)
    assert tar_extract(source, str(tmp_path / "out"), 5)["size"] == 5


@pytest.mark.parametrize("mode", ["w:gz", "w:xz", "w"])
def test_a_damaged_archive_is_refused(tmp_path, mode):
    source = make_tar(tmp_path, [("a", "x" * 5000)], mode)
    content = (tmp_path / "in.tar").read_bytes()
    (tmp_path / "in.tar").write_bytes(content[: len(content) // 4])
    with pytest.raises(ValueError, match=r"not a sound tar archive: .*in\.tar"):
        tar_extract(source, str(tmp_path / "out"))


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "fake.tar").write_text("text")
    with pytest.raises(ValueError, match="not a sound tar archive: .*fake.tar"):
        tar_extract(str(tmp_path / "fake.tar"), str(tmp_path / "out"))


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        tar_extract(str(tmp_path / "absent"), str(tmp_path / "out"))
