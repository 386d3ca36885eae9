# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Sort the files of a folder into subfolders by type, date or first letter."
# category = "files"
# keywords = ["organise", "organize", "sort", "files", "folder", "tidy", "type", "extension", "clean up"]
# permissions = { read = ["folder"], write = ["folder"] }
# ///
"""Sort the files of a folder into subfolders."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypedDict

_KINDS = {
    "images": ("bmp", "gif", "heic", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp"),
    "documents": ("doc", "docx", "epub", "md", "odt", "pdf", "rtf", "tex", "txt"),
    "tables": ("csv", "ods", "tsv", "xls", "xlsx"),
    "slides": ("key", "odp", "ppt", "pptx"),
    "audio": ("aac", "flac", "m4a", "mp3", "ogg", "opus", "wav"),
    "video": ("avi", "m4v", "mkv", "mov", "mp4", "webm"),
    "archives": ("7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip"),
    "code": ("c", "cpp", "css", "go", "h", "html", "java", "js", "json", "py", "rs", "sh", "ts"),
}
_BY_SUFFIX = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}


class Move(TypedDict):
    """Where a file goes, as paths relative to the folder."""

    source: str
    target: str


def organise_files(
    folder: str, by: Literal["type", "month", "letter"] = "type", dry_run: bool = True
) -> list[Move]:
    """Sort the files of a folder into subfolders by type, date or first letter.

    Only files directly in the folder move; hidden ones and links stay. A file whose place is
    taken gets a number in its name, so nothing is ever overwritten.

    Args:
        folder: The folder to tidy up.
        by: By ``type`` (images, documents …), by ``month`` of the last change (``2024-02``, in
            universal time) or by first ``letter``.
        dry_run: Whether only to tell what would move, without moving.

    Returns:
        Every file that moves, in alphabetical order.

    Raises:
        NotADirectoryError: If the folder does not exist or is no folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {folder}")
    moves: list[Move] = []
    taken: set[Path] = set()
    for path in sorted(root.iterdir()):
        if path.name.startswith(".") or path.is_symlink() or not path.is_file():
            continue
        target = _free(root / _group(path, by) / path.name, taken)
        taken.add(target)
        moves.append({"source": path.name, "target": target.relative_to(root).as_posix()})
        if not dry_run:
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
    return moves


def _group(path: Path, by: str) -> str:
    match by:
        case "month":
            return f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m}"
        case "letter":
            return path.name[0].upper() if path.name[0].isalpha() else "0-9"
        case _:
            return _BY_SUFFIX.get(path.suffix.lower().removeprefix("."), "other")


def _free(wanted: Path, taken: set[Path]) -> Path:
    number = 1
    target = wanted
    while target in taken or target.exists() or target.is_symlink():
        number += 1
        target = wanted.with_stem(f"{wanted.stem} ({number})")
    return target


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(organise_files(**json.loads(given)), sys.stdout)
