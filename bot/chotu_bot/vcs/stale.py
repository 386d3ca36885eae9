"""Lock files that a killed git left, told from those of a git that is still at work."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

_PROC = Path("/proc")
_NAMES = ("index.lock", "HEAD.lock", "packed-refs.lock", "config.lock", "shallow.lock")


def lock_files(common_folder: Path) -> tuple[Path, ...]:
    """Every lock file in a repository, those of its linked working trees included."""
    folders = [common_folder, *(common_folder / "worktrees").glob("*")]
    direct = [folder / name for folder in folders for name in _NAMES]
    refs = (common_folder / "refs").rglob("*.lock")
    return tuple(path for path in (*direct, *refs) if path.is_file())


def remove_stale(paths: Iterable[Path], folders: Sequence[Path]) -> tuple[Path, ...]:
    """Remove those of ``paths`` that no living git can have made; returns them.

    git does not say in a lock file who holds it, and an editor may be open for hours in between.
    So a lock is stale only where no git at all, but our own, works in ``folders``, and the file
    is the same one before and after that look.
    """
    before = {path: _identity(path) for path in paths}
    held = {path: found for path, found in before.items() if found is not None}
    if not held or is_git_at_work(folders):
        return ()
    stale = [path for path, found in held.items() if _identity(path) == found]
    for path in stale:
        path.unlink(missing_ok=True)
    return tuple(stale)


def is_git_at_work(folders: Sequence[Path]) -> bool:
    """Whether a git that is not ours runs in one of ``folders``; True where nobody can tell."""
    if not (_PROC / "self").exists():
        return True
    return any(_works_in(process, folders) for process in _gits())


def _gits() -> Iterator[Path]:
    for process in _PROC.iterdir():
        if process.name.isdigit() and _is_git(process):
            yield process


def _is_git(process: Path) -> bool:
    try:
        name = (process / "comm").read_text("utf-8", "replace")
        parent = (process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1]
        words = (process / "cmdline").read_bytes().split(b"\0")
    except (OSError, IndexError):
        # It ended while we looked.
        return False
    # Readers hold no locks; our own children hold none while we ask.
    return name.startswith("git") and int(parent) != os.getpid() and b"cat-file" not in words


def _works_in(process: Path, folders: Sequence[Path]) -> bool:
    try:
        place = (process / "cwd").readlink()
    except FileNotFoundError:
        return False
    except OSError:
        # Another person's process: it may be anywhere.
        return True
    return any(place.is_relative_to(folder) for folder in folders)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns
