# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "List the largest files under a folder."
# category = "files"
# keywords = ["largest", "biggest", "files", "size", "folder", "space", "big"]
# permissions = { read = ["folder"] }
# ///
"""List the largest files under a folder."""

import heapq
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict


class SizedFile(TypedDict):
    """A file and its size in bytes."""

    path: str
    size: int


def largest_files(folder: str, count: int = 10) -> list[SizedFile]:
    """List the largest files under a folder, its subfolders included.

    Links are neither followed nor counted.

    Args:
        folder: The folder to search.
        count: How many files to list at most, 1 or more.

    Returns:
        Paths relative to the folder with sizes in bytes, largest first; files of the same size
        in alphabetical order.

    Raises:
        FileNotFoundError: If the folder does not exist.
        NotADirectoryError: If the path is not a folder.
        ValueError: If the count is less than 1.
    """
    root = Path(folder)
    if not root.exists():
        raise FileNotFoundError(f"no such folder: {folder}")
    if not root.is_dir():
        raise NotADirectoryError(f"not a folder: {folder}")
    if count < 1:
        raise ValueError(f"count must be 1 or more, not {count}")
    return heapq.nsmallest(count, _files(root), key=lambda file: (-file["size"], file["path"]))


def _files(root: Path) -> Iterator[SizedFile]:
    for place, _, names in os.walk(root):
        for name in names:
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield {"path": path.relative_to(root).as_posix(), "size": path.stat().st_size}


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(largest_files(**json.loads(given)), sys.stdout)
