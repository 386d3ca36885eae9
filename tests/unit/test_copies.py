"""Folders that a call would write in place are copied, so that it can be made again."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from chotu_bot.calling import copies
from chotu_bot.calling.copies import can_be_copied, copied, written_folders
from chotu_bot.domain.contract import Contract, Parameter, Permissions
from chotu_bot.domain.shapes import Json, Scalar
from chotu_bot.errors import ToolFailedError

NOTES = Contract(
    name="note",
    summary="Note.",
    category="notes",
    parameters=(
        Parameter(name="store", shape=Scalar("string"), annotation="str"),
        Parameter(
            name="index", shape=Scalar("string"), annotation="str", required=False, default="index"
        ),
        Parameter(name="text", shape=Scalar("string"), annotation="str", required=False),
    ),
    permissions=Permissions(write=("store", "index")),
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    made = tmp_path / "a store"
    (made / "deep").mkdir(parents=True)
    (made / "deep" / "note.txt").write_text("keep me")
    return made


def test_what_is_written_to_a_copy_is_thrown_away(store: Path, tmp_path: Path) -> None:
    given = {"store": "a store", "text": "a store"}
    with copied(NOTES, given, tmp_path) as made:
        assert made.arguments["text"] == "a store"
        copy = Path(str(made.arguments["store"]))
        assert copy.name == "a store"
        assert (copy / "deep" / "note.txt").read_text() == "keep me"
        (copy / "deep" / "note.txt").write_text("changed")
        said = made.named({"wrote": [f"{copy}/deep", 3]})
        assert said == {"wrote": [f"{store}/deep", 3]}
    assert not copy.exists()
    assert (store / "deep" / "note.txt").read_text() == "keep me"


@pytest.mark.usefixtures("store")
def test_a_folder_that_a_default_names_is_copied_too(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    with copied(NOTES, {"store": "new.txt"}, tmp_path) as made:
        assert made.arguments["store"] == "new.txt"
        assert made.arguments["index"] != "index"
    assert written_folders(NOTES, {"store": "new.txt"}, tmp_path) == (tmp_path / "index",)


def test_a_call_that_writes_nothing_in_place_is_as_it_is(tmp_path: Path) -> None:
    given = {"store": "", "index": "~nobody-of-that-name/x"}
    with copied(NOTES, given, tmp_path) as made:
        assert made.arguments is given
        assert made.named("as it is") == "as it is"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda store: os.mkfifo(store / "pipe"),
        lambda store: (store / "link").symlink_to("/etc"),
        lambda store: os.truncate((store / "deep" / "note.txt"), copies.MOST_BYTES + 1),
        lambda store: [(store / str(number)).touch() for number in range(copies.MOST_FILES)],
    ],
    ids=["pipe", "link", "big", "many"],
)
def test_only_what_is_plain_and_small_can_be_copied(
    store: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    assert can_be_copied(NOTES, {"store": "a store"}, tmp_path)
    spoil(store)
    assert not can_be_copied(NOTES, {"store": "a store"}, tmp_path)
    assert can_be_copied(NOTES, {"store": "another"}, tmp_path)


def test_a_folder_inside_another_cannot_be_copied_apart(store: Path, tmp_path: Path) -> None:
    given = {"store": str(store), "index": str(store / "deep")}
    assert not can_be_copied(NOTES, given, tmp_path)
    free = replace(NOTES, permissions=Permissions(write=("store",), read=("index",)))
    assert can_be_copied(free, given, tmp_path)


def test_what_cannot_be_copied_after_all_is_said(store: Path, tmp_path: Path) -> None:
    os.mkfifo(store / "pipe")
    with (
        pytest.raises(ToolFailedError, match="a store cannot be copied, so the call is not made"),
        copied(NOTES, {"store": "a store"}, tmp_path),
    ):
        pass


def test_folders_are_found_wherever_an_argument_holds_them(store: Path, tmp_path: Path) -> None:
    given: dict[str, Json] = {"store": {"first": ["a store", "", 3]}, "index": "new.txt"}
    assert written_folders(NOTES, given, tmp_path) == (store,)
    with copied(NOTES, given, tmp_path) as made:
        assert made.named(made.arguments["store"]) == {"first": [str(store), "", 3]}
