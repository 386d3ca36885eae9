# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Find files with the same content under a folder."
# category = "files"
# keywords = ["duplicate", "duplicates", "files", "same", "identical", "copies", "content"]
# permissions = { read = ["folder"] }
# ///
"""Find files with the same content."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from pathlib import Path
from typing import TypedDict


class Group(TypedDict):
    """Files with the same content: paths relative to the folder, and the size of each."""

    size: int
    files: list[str]


def duplicate_files(folder: str, min_bytes: int = 1) -> list[Group]:
    """Find files with the same content under a folder, its subfolders included.

    Only files of the same size are read. Links are passed over.

    Args:
        folder: The folder to search.
        min_bytes: The least size in bytes; 0 also finds empty files.

    Returns:
        Groups of files with the same content, the one that wastes most space first.

    Raises:
        NotADirectoryError: If the folder does not exist or is no folder.
        ValueError: If the least size is negative.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    if min_bytes < 0:
        raise ValueError(f"min_bytes must be 0 or more, not {min_bytes}")
    sized = [(path.stat().st_size, path) for path in _files(root)]
    groups = []
    for paths in _alike((size, path) for size, path in sized if size >= min_bytes):
        for same in _alike((_digest(path), path) for path in paths):
            names = sorted(path.relative_to(root).as_posix() for path in same)
            groups.append(Group(size=same[0].stat().st_size, files=names))
    return sorted(groups, key=lambda one: (-one["size"] * (len(one["files"]) - 1), one["files"]))


def _files(root: Path) -> Iterator[Path]:
    for place, _, names in os.walk(root):
        paths = (Path(place, name) for name in names)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _alike(marked: Iterable[tuple[Hashable, Path]]) -> list[list[Path]]:
    groups: dict[Hashable, list[Path]] = defaultdict(list)
    for mark, path in marked:
        groups[mark].append(path)
    return [paths for paths in groups.values() if len(paths) > 1]


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(duplicate_files(**json.loads(given)), sys.stdout)
