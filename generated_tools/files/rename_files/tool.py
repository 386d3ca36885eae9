# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Rename the files of a folder by a pattern, with a preview."
# category = "files"
# keywords = ["rename", "files", "pattern", "batch", "bulk", "regex", "names", "pictures"]
# permissions = { read = ["folder"], write = ["folder"] }
# ///
"""Rename the files of a folder by a pattern."""

import re
from pathlib import Path
from typing import TypedDict


class Move(TypedDict):
    """One file's old and new name."""

    source: str
    target: str


def rename_files(folder: str, pattern: str, replacement: str, dry_run: bool = True) -> list[Move]:
    """Rename the files of a folder by a pattern, with a preview.

    Everything is checked before the first file is renamed: no file is ever replaced.

    Args:
        folder: The folder; its subfolders are left alone.
        pattern: A regular expression; every place in a name that it matches is replaced.
        replacement: What stands there instead; ``\\1`` is the pattern's first group.
        dry_run: Whether to tell only what would be done.

    Returns:
        Old and new names of the files whose name changes, in order.

    Raises:
        NotADirectoryError: If the folder does not exist.
        ValueError: If the pattern or the replacement is malformed, or a new name is none.
        FileExistsError: If a new name is taken, or would come twice.
    """
    place = Path(folder)
    if not place.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    names = sorted(path.name for path in place.iterdir() if path.is_file())
    try:
        renamed = [(name, re.sub(pattern, replacement, name)) for name in names]
    except (re.error, IndexError) as error:
        raise ValueError(f"malformed pattern or replacement: {error}") from error
    moves = [(old, new) for old, new in renamed if new != old]
    _check([new for _, new in moves], place)
    if not dry_run:
        for old, new in moves:
            (place / old).rename(place / new)
    return [{"source": old, "target": new} for old, new in moves]


def _check(names: list[str], place: Path) -> None:
    seen: set[str] = set()
    for name in names:
        if name in ("", ".", "..") or re.search(r"[/\0]", name):
            raise ValueError(f"not the name of a file: {name!r}")
        if name in seen or (place / name).exists():
            raise FileExistsError(f"the name is taken: {name}")
        seen.add(name)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(rename_files(**json.loads(given)), sys.stdout)
