# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Find files under a folder by name pattern, size or content."
# category = "files"
# keywords = ["find", "search", "files", "folder", "name", "pattern", "list", "locate", "glob", "log"]
# permissions = { read = ["folder"] }
# ///
"""Find files under a folder."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path


def find_files(
    folder: str, pattern: str = "*", containing: str = "", min_bytes: int = 0, limit: int = 1000
) -> list[str]:
    """Find files under a folder, its subfolders included.

    Links to folders are not followed, and files that may not be read are passed over.

    Args:
        folder: The folder to search.
        pattern: What the file's name looks like, with ``*``, ``?`` and ``[...]``; letter case
            does not matter.
        containing: A text that stands in the file; empty for any content.
        min_bytes: The least size in bytes.
        limit: The most paths to return.

    Returns:
        Paths of the files found, relative to the folder, in alphabetical order.

    Raises:
        FileNotFoundError: If the folder does not exist.
        NotADirectoryError: If the path is not a folder.
        ValueError: If the limit is less than 1.
    """
    root = Path(folder)
    if not root.exists():
        raise FileNotFoundError(f"no such folder: {folder}")
    if not root.is_dir():
        raise NotADirectoryError(f"not a folder: {folder}")
    if limit < 1:
        raise ValueError(f"limit must be 1 or more, not {limit}")
    found = (
        path.relative_to(root).as_posix()
        for path in _files(root)
        if fnmatch(path.name.lower(), pattern.lower())
        and path.stat().st_size >= min_bytes
        and _contains(path, containing.encode())
    )
    return sorted(found)[:limit]


def _files(root: Path) -> Iterator[Path]:
    for place, _, names in os.walk(root):
        yield from (path for name in names if (path := Path(place, name)).is_file())


def _contains(path: Path, wanted: bytes) -> bool:
    if not wanted:
        return True
    if not os.access(path, os.R_OK):
        return False
    with path.open("rb") as stream:
        return any(wanted in line for line in stream)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(find_files(**json.loads(given)), sys.stdout)
