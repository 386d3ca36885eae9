"""A lock between processes that the system itself releases when its holder dies."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from chotu_bot.errors import RepositoryError

_PAUSE = 0.005


@contextlib.contextmanager
def locked(path: Path, *, wait_seconds: float = 120.0) -> Iterator[None]:
    """Hold the lock file ``path``; its folder is made where it is missing.

    Raises:
        RepositoryError: when another process holds it for longer than ``wait_seconds``, or the
            file system does not let us write.
    """
    try:
        own_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise RepositoryError(f"{path} cannot be written: {error.strerror}") from error
    try:
        _acquire(descriptor, path, wait_seconds)
        yield
    finally:
        os.close(descriptor)


def own_folder(folder: Path) -> None:
    """Make the bot's state folder, which ignores itself so that no status ever shows it."""
    marker = folder / ".gitignore"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        marker.write_text("*\n", "utf-8")


def _acquire(descriptor: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise RepositoryError(
                    f"another chotu-bot has held {path} for {wait_seconds:.0f} s; "
                    "let it finish, or end it, and try again"
                ) from error
            time.sleep(_PAUSE)
        else:
            return
