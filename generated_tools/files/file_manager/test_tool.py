"""Tests of file_manager."""

import pytest
from tool import file_manager


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "b.txt").write_text("bbb")
    (root / "a.txt").write_text("a")
    (root / "sub" / "c.txt").write_text("cc")
    (tmp_path / "outside.txt").write_text("secret")
    return root


def do(folder, *arguments):
    return [
        (one["path"], one["kind"], one["size"]) for one in file_manager(str(folder), *arguments)
    ]


def tree(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


BEFORE = ["a.txt", "b.txt", "sub", "sub/c.txt"]


def test_a_folder_is_listed_by_name(folder):
    expected = [("a.txt", "file", 1), ("b.txt", "file", 3), ("sub", "folder", 0)]
    assert do(folder) == do(folder, "list") == expected
    assert do(folder, "list", "sub") == [("sub/c.txt", "file", 2)]


def test_facts_of_one_entry(folder):
    assert do(folder, "info", "sub/c.txt") == [("sub/c.txt", "file", 2)]
    assert do(folder, "info", ".") == [(".", "folder", 0)]


def test_a_file_is_copied(folder):
    assert do(folder, "copy", "b.txt", "new/deep/d.txt") == [("new/deep/d.txt", "file", 3)]
    assert (folder / "new" / "deep" / "d.txt").read_text() == "bbb"
    assert (folder / "b.txt").exists()


def test_a_folder_is_copied_with_its_content(folder):
    assert do(folder, "copy", "sub", "copy") == [("copy", "folder", 0)]
    assert tree(folder) == ["a.txt", "b.txt", "copy", "copy/c.txt", "sub", "sub/c.txt"]


def test_a_file_is_renamed(folder):
    assert do(folder, "move", "a.txt", "z.txt") == [("z.txt", "file", 1)]
    assert tree(folder) == ["b.txt", "sub", "sub/c.txt", "z.txt"]


def test_a_folder_is_moved(folder):
    do(folder, "move", "sub", "new/sub")
    assert tree(folder) == ["a.txt", "b.txt", "new", "new/sub", "new/sub/c.txt"]


def test_a_folder_is_made_with_its_parents(folder):
    assert do(folder, "make_folder", "x/y") == [("x/y", "folder", 0)]
    assert (folder / "x" / "y").is_dir()


def test_a_file_and_an_empty_folder_are_deleted(folder):
    assert do(folder, "delete", "sub/c.txt") == [("sub/c.txt", "file", 2)]
    assert do(folder, "delete", "sub") == [("sub", "folder", 0)]
    assert tree(folder) == ["a.txt", "b.txt"]


def test_a_folder_that_is_not_empty_is_not_deleted(folder):
    with pytest.raises(OSError, match="sub"):
        do(folder, "delete", "sub")
    assert tree(folder) == BEFORE


@pytest.mark.parametrize(
    "call",
    [
        ("info", "../outside.txt"),
        ("list", ".."),
        ("delete", "sub/../../outside.txt"),
        ("copy", "../outside.txt", "mine.txt"),
        ("copy", "a.txt", "../stolen.txt"),
        ("move", "a.txt", "/tmp/stolen.txt"),
        ("make_folder", "../x"),
    ],
)
def test_nothing_leads_out_of_the_folder(folder, call):
    with pytest.raises(PermissionError, match="leads out of the folder: "):
        do(folder, *call)
    assert tree(folder) == BEFORE
    assert sorted(path.name for path in folder.parent.iterdir()) == ["outside.txt", "root"]


def test_links_do_not_lead_out_of_the_folder(folder):
    (folder / "file").symlink_to(folder.parent / "outside.txt")
    (folder / "way").symlink_to(folder.parent)
    for call in (("info", "file"), ("copy", "file", "x"), ("list", "way")):
        with pytest.raises(PermissionError, match="leads out of the folder: "):
            do(folder, *call)
    with pytest.raises(PermissionError, match="leads out of the folder: way/x"):
        do(folder, "make_folder", "way/x")


def test_nothing_is_overwritten(folder):
    for call in (("copy", "a.txt", "b.txt"), ("move", "a.txt", "sub"), ("make_folder", "a.txt")):
        with pytest.raises(FileExistsError, match=f"exists already: {call[-1]}"):
            do(folder, *call)
    (folder / "broken").symlink_to(folder / "absent")
    with pytest.raises(FileExistsError, match="exists already: broken"):
        do(folder, "copy", "a.txt", "broken")
    with pytest.raises(FileExistsError, match="no target given"):
        do(folder, "move", "a.txt")
    assert (folder / "b.txt").read_text() == "bbb"


@pytest.mark.parametrize("action", ["delete", "move", "copy"])
def test_the_folder_itself_stays(folder, action):
    with pytest.raises(PermissionError, match="the managed folder itself stays"):
        do(folder, action, ".", "elsewhere")


def test_a_folder_does_not_go_into_itself(folder):
    with pytest.raises(PermissionError, match="cannot put sub into itself"):
        do(folder, "copy", "sub", "sub/inner")
    assert tree(folder) == BEFORE


@pytest.mark.parametrize("action", ["info", "delete", "list", "copy", "move"])
def test_what_does_not_exist_is_named(folder, action):
    with pytest.raises(FileNotFoundError, match="no such file or folder: absent"):
        do(folder, action, "absent", "x")


def test_only_folders_are_listed(folder, tmp_path):
    with pytest.raises(NotADirectoryError, match=r"not a folder: a\.txt"):
        do(folder, "list", "a.txt")
    with pytest.raises(NotADirectoryError, match="not an existing folder: .*absent"):
        do(tmp_path / "absent")
