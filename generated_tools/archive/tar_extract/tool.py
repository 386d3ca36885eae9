# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Extract a tar archive into a folder, safely."
# category = "archive"
# keywords = ["tar", "tarball", "untar", "extract", "unpack", "gz", "tgz", "xz", "bz2", "archive"]
# permissions = { read = ["archive"], write = ["folder"] }
# ///
"""Extract a tar archive into a folder, safely."""

import shutil
import tarfile
import zlib
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import TypedDict


class Extracted(TypedDict):
    """What was written, as paths relative to the folder; the size is in bytes."""

    folder: str
    files: list[str]
    size: int


def tar_extract(archive: str, folder: str, max_bytes: int = 1_000_000_000) -> Extracted:
    """Extract a tar archive, plain or compressed, into a folder.

    Everything is checked before the first file is written: no member may leave the folder,
    replace an existing file, or be a link or a device. Owners and modes are not taken over.

    Args:
        archive: Path of the archive.
        folder: The folder to extract into; made if it does not exist.
        max_bytes: The most bytes that the extracted files may have together.

    Returns:
        The folder, the files written and their size.

    Raises:
        FileNotFoundError: If the archive does not exist.
        FileExistsError: If a member's path is taken already.
        ValueError: If the archive is damaged, too large, or has an unsafe member.
    """
    if not Path(archive).is_file():
        raise FileNotFoundError(f"no such file: {archive}")
    try:
        with tarfile.open(archive) as source:
            members = [member for member in source.getmembers() if not member.isdir()]
            _check(members, Path(folder), max_bytes)
            for member in members:
                _extract(source, member, Path(folder))
    except (tarfile.TarError, EOFError, zlib.error, LZMAError) as error:
        raise ValueError(f"not a sound tar archive: {archive} ({error})") from error
    return {
        "folder": folder,
        "files": [member.name for member in members],
        "size": sum(member.size for member in members),
    }


def _check(members: list[tarfile.TarInfo], folder: Path, max_bytes: int) -> None:
    size = sum(member.size for member in members)
    if size > max_bytes:
        raise ValueError(f"the archive holds {size} bytes, more than {max_bytes}")
    seen: set[str] = set()
    for member in members:
        path = PurePosixPath(member.name)
        if path.is_absolute() or ".." in path.parts or not member.isfile():
            raise ValueError(f"unsafe member: {member.name}")
        if (folder / path).exists() or member.name in seen:
            raise FileExistsError(f"would replace an existing file: {member.name}")
        seen.add(member.name)


def _extract(source: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    target = folder / member.name
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"unsafe member: {member.name} passes through a link")
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.extractfile(member)
    if content is None:
        raise ValueError(f"unsafe member: {member.name} has no content")
    with content, target.open("xb") as stream:
        shutil.copyfileobj(content, stream)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(tar_extract(**json.loads(given)), sys.stdout)
