# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell which files of a folder were added, changed or removed since the last look."
# category = "files"
# keywords = ["watch", "monitor", "changes", "directory", "folder", "files", "track", "modified"]
# permissions = { read = ["folder", "store"], write = ["store"] }
# ///
"""Tell which files of a folder changed since the last look."""

import hashlib
import json
import os
from pathlib import Path
from typing import TypedDict

_NAME = "watch-{}.json"


class Changes(TypedDict):
    """Paths relative to the folder, in alphabetical order."""

    first_look: bool
    added: list[str]
    changed: list[str]
    removed: list[str]
    files: int


def watch_directory(folder: str, store: str) -> Changes:
    """Tell which files of a folder were added, changed or removed since the last look.

    Each call compares size and time of change of every file with what the call before saw.
    The first look has nothing to compare with and reports no change.

    Args:
        folder: The folder to watch, its subfolders included; links are passed over.
        store: An existing folder, in which the last look is kept as JSON.

    Returns:
        What changed, and the number of files now.

    Raises:
        NotADirectoryError: If one of the two is not an existing folder.
        ValueError: If the store lies in the watched folder, or the stored look is damaged.
    """
    root = Path(folder).resolve()
    for path in (root, Path(store)):
        if not path.is_dir():
            raise NotADirectoryError(f"not an existing folder: {path}")
    if Path(store).resolve().is_relative_to(root):
        raise ValueError("the store lies in the watched folder: choose one outside")
    state = Path(store, _NAME.format(hashlib.sha256(os.fsencode(root)).hexdigest()[:16]))
    first_look = not state.exists()
    now = _look(root)
    before = now if first_look else _load(state)
    _save(state, now)
    return {
        "first_look": first_look,
        "added": sorted(now.keys() - before.keys()),
        "changed": sorted(name for name in now if before.get(name, now[name]) != now[name]),
        "removed": sorted(before.keys() - now.keys()),
        "files": len(now),
    }


def _look(root: Path) -> dict[str, list[int]]:
    found = {}
    for place, _, names in os.walk(root):
        for path in (Path(place, name) for name in names):
            if path.is_file() and not path.is_symlink():
                facts = path.stat()
                found[path.relative_to(root).as_posix()] = [facts.st_size, facts.st_mtime_ns]
    return found


def _load(state: Path) -> dict[str, list[int]]:
    try:
        found: dict[str, list[int]] = json.loads(state.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"damaged, remove it to start anew: {state}") from error
    return found


def _save(state: Path, found: dict[str, list[int]]) -> None:
    partial = state.with_suffix(".partial")
    partial.write_text(json.dumps(found), "utf-8")
    partial.replace(state)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(watch_directory(**json.loads(given)), sys.stdout)
