# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compress files and folders into a ZIP archive."
# category = "archive"
# keywords = ["zip", "compress", "archive", "files", "folder", "pack", "create"]
# permissions = { read = ["inputs"], write = ["output"] }
# ///
"""Compress files and folders into a ZIP archive."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict
from zipfile import ZIP_DEFLATED, ZipFile


class Archive(TypedDict):
    """What was written: members are names inside the archive, sizes are in bytes."""

    output: str
    members: list[str]
    size_before: int
    size: int


def zip_create(inputs: list[str], output: str) -> Archive:
    """Compress files and folders into a ZIP archive.

    A folder is stored under its own name with everything in it; links are left out. The output
    appears whole or not at all.

    Args:
        inputs: Paths of files and folders, at least one.
        output: Path of the archive to write.

    Returns:
        The output path, the stored files, and the sizes before and after.

    Raises:
        ValueError: If no input is given, or two of them would have the same name inside.
        FileNotFoundError: If an input does not exist.
    """
    if not inputs:
        raise ValueError("nothing to compress: give at least one file or folder")
    members = _members(inputs)
    _write(members, Path(output))
    return {
        "output": output,
        "members": list(members),
        "size_before": sum(path.stat().st_size for path in members.values()),
        "size": Path(output).stat().st_size,
    }


def _members(inputs: list[str]) -> dict[str, Path]:
    members: dict[str, Path] = {}
    for given in inputs:
        source = Path(given)
        if not source.exists():
            raise FileNotFoundError(f"no such file or folder: {given}")
        for path in sorted(_files(source)):
            name = path.relative_to(source.parent).as_posix()
            if name in members:
                raise ValueError(f"two inputs would both be stored as {name}")
            members[name] = path
    return members


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    for place, _, names in os.walk(source):
        paths = (Path(place, name) for name in names)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def _write(members: dict[str, Path], output: Path) -> None:
    partial = output.with_name(output.name + ".partial")
    try:
        with ZipFile(partial, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
            for name, path in members.items():
                archive.write(path, name)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(zip_create(**json.loads(given)), sys.stdout)
