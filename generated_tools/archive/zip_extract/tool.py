# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Extract a ZIP archive into a folder, safely."
# category = "archive"
# keywords = ["zip", "unzip", "extract", "unpack", "decompress", "archive"]
# permissions = { read = ["archive"], write = ["folder"] }
# ///
"""Extract a ZIP archive into a folder, safely."""

import re
import shutil
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import TypedDict
from zipfile import BadZipFile, ZipFile, ZipInfo

_ENCRYPTED = 0x1


class Extracted(TypedDict):
    """What was written, as paths relative to the folder."""

    folder: str
    files: list[str]
    size: int


def zip_extract(archive: str, folder: str, max_bytes: int = 1_000_000_000) -> Extracted:
    """Extract a ZIP archive into a folder.

    Everything is checked before the first file is written: no member may leave the folder,
    replace an existing file, or be a link.

    Args:
        archive: Path of the ZIP archive.
        folder: The folder to extract into; made if it does not exist.
        max_bytes: The most bytes that the extracted files may have together.

    Returns:
        The folder, the files written and their size in bytes.

    Raises:
        FileNotFoundError: If the archive does not exist.
        FileExistsError: If a member's path is taken already.
        ValueError: If the archive is damaged, encrypted, too large, or has an unsafe member.
    """
    if not Path(archive).is_file():
        raise FileNotFoundError(f"no such file: {archive}")
    try:
        with ZipFile(archive) as source:
            members = [member for member in source.infolist() if not member.is_dir()]
            _check(members, Path(folder), max_bytes)
            for member in members:
                _extract(source, member, Path(folder))
    except BadZipFile as error:
        raise ValueError(f"not a sound ZIP archive: {archive} ({error})") from error
    return {
        "folder": folder,
        "files": [member.filename for member in members],
        "size": sum(member.file_size for member in members),
    }


def _check(members: list[ZipInfo], folder: Path, max_bytes: int) -> None:
    size = sum(member.file_size for member in members)
    if size > max_bytes:
        raise ValueError(f"the archive holds {size} bytes, more than {max_bytes}")
    seen: set[str] = set()
    for member in members:
        name = member.filename
        if _leaves(name) or S_ISLNK(member.external_attr >> 16):
            raise ValueError(f"unsafe member: {name}")
        if member.flag_bits & _ENCRYPTED:
            raise ValueError(f"encrypted member: {name}")
        if (folder / name).exists() or name in seen:
            raise FileExistsError(f"would replace an existing file: {name}")
        seen.add(name)


def _leaves(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or bool(re.search(r"[\\:]", name))


def _extract(source: ZipFile, member: ZipInfo, folder: Path) -> None:
    target = folder / member.filename
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"unsafe member: {member.filename} passes through a link")
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open(member) as content, target.open("xb") as stream:
        shutil.copyfileobj(content, stream)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(zip_extract(**json.loads(given)), sys.stdout)
