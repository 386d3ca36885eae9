"""Tests of zip_extract."""

from zipfile import ZipFile, ZipInfo

import pytest
from tool import zip_extract


def make_zip(tmp_path, members) -> str:
    path = tmp_path / "in.zip"
    with ZipFile(path, "w") as archive:
        for member, content in members:
            archive.writestr(member, content)
    return str(path)


def test_files_and_folders_come_out(tmp_path):
    source = make_zip(tmp_path, [("a.txt", "one"), ("sub/", ""), ("sub/deep/b.txt", "four")])
    folder = tmp_path / "new" / "out"
    assert zip_extract(source, str(folder)) == {
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
    zip_extract(make_zip(tmp_path, [("a", "1"), ("b", "2")]), str(folder))
    assert sorted(path.name for path in folder.iterdir()) == ["a", "b", "mine"]


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "C:out", "..\\out"])
def test_a_member_that_would_leave_the_folder_is_refused(tmp_path, name):
    source = make_zip(tmp_path, [("good", "1"), (name, "2")])
    with pytest.raises(ValueError, match="unsafe member: "):
        zip_extract(source, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_name_with_two_dots_inside_is_fine(tmp_path):
    source = make_zip(tmp_path, [("a..b", "1")])
    assert zip_extract(source, str(tmp_path / "out"))["files"] == ["a..b"]


def test_a_link_is_refused(tmp_path):
    link = ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with pytest.raises(ValueError, match="unsafe member: link"):
        zip_extract(make_zip(tmp_path, [(link, "/etc")]), str(tmp_path / "out"))


def test_a_link_in_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "way").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="unsafe member: way/file passes through a link"):
        zip_extract(make_zip(tmp_path, [("way/file", "1")]), str(folder))
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_existing_file_is_never_replaced(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "b").write_text("kept")
    with pytest.raises(FileExistsError, match="would replace an existing file: b"):
        zip_extract(make_zip(tmp_path, [("a", "1"), ("b", "2")]), str(folder))
    assert [path.name for path in folder.iterdir()] == ["b"]
    assert (folder / "b").read_text() == "kept"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(tmp_path):
    with pytest.raises(FileExistsError, match="would replace an existing file: a"):
        zip_extract(make_zip(tmp_path, [("a", "1"), ("a", "2")]), str(tmp_path / "out"))


def test_the_size_limit_counts_all_members(tmp_path):
    source = make_zip(tmp_path, [("a", "123"), ("b", "45")])
    with pytest.raises(ValueError, match="holds 5 bytes, more than 4"):
        zip_extract(source, str(tmp_path / "out"), 4)
    assert zip_extract(source, str(tmp_path / "out"), 5)["size"] == 5


def test_an_encrypted_member_is_refused(tmp_path):
    source = make_zip(tmp_path, [("secret", "1")])
    content = bytearray((tmp_path / "in.zip").read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "in.zip").write_bytes(content)
    with pytest.raises(ValueError, match="encrypted member: secret"):
        zip_extract(source, str(tmp_path / "out"))


def test_other_flags_are_no_encryption(tmp_path):
    source = make_zip(tmp_path, [("größe", "1")])
    assert zip_extract(source, str(tmp_path / "out"))["files"] == ["größe"]


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    (tmp_path / "fake.zip").write_text("text")
    with pytest.raises(ValueError, match="not a sound ZIP archive: .*fake.zip"):
        zip_extract(str(tmp_path / "fake.zip"), str(tmp_path / "out"))


def test_a_missing_archive_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file: .*absent"):
        zip_extract(str(tmp_path / "absent"), str(tmp_path / "out"))
