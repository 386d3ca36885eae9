# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Pack files and folders into a compressed tar archive."
# category = "archive"
# keywords = ["tar", "tarball", "gz", "tgz", "gzip", "pack", "archive", "bundle", "create", "project"]
# permissions = { read = ["inputs"], write = ["output"] }
# ///
"""Pack files and folders into a compressed tar archive."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict


class Archive(TypedDict):
    """What was written; members are names inside the archive, the size is in bytes."""

    output: str
    files: int
    members: list[str]
    size: int


def tar_create(inputs: list[str], output: str) -> Archive:
    """Pack files and folders into a tar archive, compressed with gzip.

    A folder is stored under its own name with every file in it; links are left out. The output
    appears whole or not at all.

    Args:
        inputs: Paths of files and folders, at least one.
        output: Path of the archive to write, such as ``project.tar.gz``.

    Returns:
        The output path, the stored files and the size of the archive.

    Raises:
        ValueError: If no input is given, or two of them would have the same name inside.
        FileNotFoundError: If an input does not exist.
    """
    if not inputs:
        raise ValueError("nothing to pack: give at least one file or folder")
    members = _members(inputs)
    _write(members, Path(output))
    return {
        "output": output,
        "files": len(members),
        "members": list(members),
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
        with tarfile.open(partial, "w:gz") as archive:
            for name, path in members.items():
                archive.add(path, name, recursive=False)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(tar_create(**json.loads(given)), sys.stdout)
