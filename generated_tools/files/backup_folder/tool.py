# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Back up a folder into a dated archive, and verify a backup against the folder."
# category = "files"
# keywords = ["backup", "folder", "archive", "copy", "version", "verify", "save", "restore point"]
# permissions = { read = ["folder", "store"], write = ["store"] }
# ///
"""Back up a folder into a dated archive."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, TypedDict
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile


class Backup(TypedDict):
    """A backup, and where it and the folder differ now; paths are relative to the folder."""

    backup: str
    files: int
    size: int
    verified: bool
    differing: list[str]


def backup_folder(
    folder: str, store: str, action: Literal["create", "verify"] = "create", now: str = ""
) -> Backup:
    """Back up a folder into a dated archive, and verify a backup against the folder.

    Files of all subfolders are kept; links are left out. After writing, the archive is read
    again and compared with the folder.

    Args:
        folder: The folder to back up.
        store: An existing folder for the archives, outside of the folder.
        action: ``create`` a new backup, or ``verify`` the newest one there is.
        now: The time for the archive's name in ISO 8601; empty for the clock's.

    Returns:
        The archive, its files and size in bytes, whether it equals the folder, and the paths
        that are missing in either or differ.

    Raises:
        NotADirectoryError: If the folder or the store does not exist.
        FileExistsError: If there is a backup of this second already.
        FileNotFoundError: If there is no backup to verify.
        ValueError: If the store lies in the folder, or the backup is damaged.
    """
    root = Path(folder).resolve()
    for path in (root, Path(store)):
        if not path.is_dir():
            raise NotADirectoryError(f"not an existing folder: {path}")
    if Path(store).resolve().is_relative_to(root):
        raise ValueError("the store lies in the folder: choose one outside")
    backup = _create(root, Path(store), now) if action == "create" else _newest(root, Path(store))
    try:
        kept = _kept(backup)
    except BadZipFile as error:
        raise ValueError(f"damaged backup: {backup} ({error})") from error
    there = {path.relative_to(root).as_posix(): _digest(path) for path in _files(root)}
    differing = sorted(name for name in kept | there if kept.get(name) != there.get(name))
    return {
        "backup": str(backup),
        "files": len(kept),
        "size": backup.stat().st_size,
        "verified": not differing,
        "differing": differing,
    }


def _create(root: Path, store: Path, now: str) -> Path:
    moment = datetime.fromisoformat(now) if now else datetime.now()
    target = store / f"{root.name}-{moment:%Y%m%d-%H%M%S}.zip"
    if target.exists():
        raise FileExistsError(f"there is a backup of this second already: {target}")
    partial = target.with_suffix(".partial")
    try:
        with ZipFile(partial, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
            for path in sorted(_files(root)):
                archive.write(path, path.relative_to(root).as_posix())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _newest(root: Path, store: Path) -> Path:
    digits = "[0-9]"
    found = sorted(store.glob(f"{root.name}-{digits * 8}-{digits * 6}.zip"))
    if not found:
        raise FileNotFoundError(f"no backup of {root.name} in {store}")
    return found[-1]


def _kept(backup: Path) -> dict[str, bytes]:
    with ZipFile(backup) as archive:
        return {name: hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()}


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _files(root: Path) -> Iterator[Path]:
    for place, _, names in os.walk(root):
        paths = (Path(place, name) for name in names)
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(backup_folder(**json.loads(given)), sys.stdout)
