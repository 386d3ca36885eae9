# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Find old temporary files under a folder and, when told to, delete them."
# category = "files"
# keywords = ["clean", "temporary", "temp", "tmp", "delete", "old", "junk", "cleanup", "cache"]
# permissions = { read = ["folder"], write = ["folder"] }
# ///
"""Find old temporary files, and delete them when told to."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

_TEMPORARY = re.compile(
    r".*(\.tmp|\.temp|\.swp|\.part|\.partial|\.crdownload|~)|~\$.*|Thumbs\.db|\.DS_Store",
    re.IGNORECASE,
)
_DAY = 86_400  # seconds


class Cleaned(TypedDict):
    """The files, as paths relative to the folder, and their size in bytes."""

    files: list[str]
    size: int
    deleted: bool


def clean_temporary(folder: str, days: float = 30.0, delete: bool = False) -> Cleaned:
    """Find old temporary files under a folder and, when told to, delete them.

    Temporary are files such as ``a.tmp``, ``a.swp``, ``a~``, ``Thumbs.db``. Links are neither
    followed nor deleted.

    Args:
        folder: The folder, which is searched with its subfolders.
        days: How old a file must be at least, by its last change.
        delete: Whether to delete the files; else they are only told.

    Returns:
        The files in order, their size together, and whether they were deleted.

    Raises:
        NotADirectoryError: If the folder does not exist.
        ValueError: If the age is negative.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    if not days >= 0:
        raise ValueError(f"days must be 0 or more, not {days}")
    newest = time.time() - days * _DAY
    found = sorted(path for path in _temporary(root) if path.stat().st_mtime <= newest)
    size = sum(path.stat().st_size for path in found)
    if delete:
        for path in found:
            path.unlink()
    files = [path.relative_to(root).as_posix() for path in found]
    return {"files": files, "size": size, "deleted": delete}


def _temporary(root: Path) -> Iterator[Path]:
    for place, _, names in os.walk(root):
        paths = (Path(place, name) for name in names if _TEMPORARY.fullmatch(name))
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(clean_temporary(**json.loads(given)), sys.stdout)
