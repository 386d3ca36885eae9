# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Manage the files in a folder: list, show facts, copy, move, rename, make folders, delete."
# category = "files"
# keywords = ["file", "management", "manager", "manage", "copy", "move", "rename", "delete", "files", "folder"]
# permissions = { read = ["folder"], write = ["folder"] }
# ///
"""Manage the files in a folder."""

import os
import shutil
from pathlib import Path
from typing import Literal, TypedDict


class Entry(TypedDict):
    """A file or folder, by its path inside the managed folder; sizes are in bytes."""

    path: str
    kind: Literal["file", "folder"]
    size: int


def file_manager(
    folder: str,
    action: Literal["list", "info", "copy", "move", "make_folder", "delete"] = "list",
    path: str = ".",
    target: str = "",
) -> list[Entry]:
    """Manage the files in a folder: list, show facts, copy, move, rename, make folders, delete.

    Nothing outside of the folder is touched, nothing is ever overwritten, and only files and
    empty folders are deleted.

    Args:
        folder: The folder to manage.
        action: What to do; ``move`` also renames.
        path: What to do it with, relative to the folder.
        target: For ``copy`` and ``move``: the new path, relative to the folder.

    Returns:
        The content for ``list``; else the one entry that was shown, made or deleted.

    Raises:
        NotADirectoryError: If the folder, or a path to list, is no folder.
        FileNotFoundError: If the path does not exist.
        FileExistsError: If the target exists already.
        PermissionError: If a path leads out of the folder, or is the folder itself.
        OSError: If a folder to delete is not empty.
    """
    root = Path(folder).resolve()
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    if action == "list":
        listed = _existing(root, path)
        if not listed.is_dir():
            raise NotADirectoryError(f"not a folder: {path}")
        return [_entry(root, one) for one in sorted(listed.iterdir())]
    if action == "make_folder":
        made = _free(root, path)
        made.mkdir(parents=True)
        return [_entry(root, made)]
    source = _existing(root, path)
    if action == "info":
        return [_entry(root, source)]
    if source == root:
        raise PermissionError("the managed folder itself stays where it is")
    if action == "delete":
        return [_delete(root, source)]
    return [_transfer(root, source, _free(root, target), keep=action == "copy")]


def _inside(root: Path, path: str) -> Path:
    place = Path(os.path.normpath(root / path))
    if place != root:
        place = place.parent.resolve() / place.name
    if not place.is_relative_to(root):
        raise PermissionError(f"leads out of the folder: {path}")
    return place


def _existing(root: Path, path: str) -> Path:
    place = _inside(root, path)
    if not place.resolve().is_relative_to(root):
        raise PermissionError(f"leads out of the folder: {path}")
    if not place.exists():
        raise FileNotFoundError(f"no such file or folder: {path}")
    return place


def _free(root: Path, path: str) -> Path:
    place = _inside(root, path)
    if place.exists() or place.is_symlink():
        raise FileExistsError(f"exists already: {path or '(no target given)'}")
    return place


def _delete(root: Path, path: Path) -> Entry:
    entry = _entry(root, path)
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    return entry


def _transfer(root: Path, source: Path, target: Path, *, keep: bool) -> Entry:
    if target.is_relative_to(source):
        raise PermissionError(f"cannot put {source.name} into itself")
    target.parent.mkdir(parents=True, exist_ok=True)
    if not keep:
        source.rename(target)
    elif source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)
    return _entry(root, target)


def _entry(root: Path, path: Path) -> Entry:
    folder = path.is_dir()
    return {
        "path": path.relative_to(root).as_posix(),
        "kind": "folder" if folder else "file",
        "size": 0 if folder else path.lstat().st_size,
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(file_manager(**json.loads(given)), sys.stdout)
