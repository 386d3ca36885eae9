"""Connections to the journal's file: one that is kept where that was asked for, else one a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class Connections:
    """Opens the database. Safe to use from several threads."""

    def __init__(self, path: Path, patience: float) -> None:
        """``patience``: seconds to wait for another process that writes."""
        self._path = path
        self._patience = patience
        self._turn = threading.Lock()
        self._keeps = False
        self._kept: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def keep(self) -> None:
        """Open the file once from now on: that takes longer than writing an event."""
        self._keeps = True

    def close(self) -> None:
        """Keep nothing open any longer; the file can be used all the same."""
        with self._turn:
            self._keeps = False
            self._drop()

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The database.

        Raises:
            sqlite3.Error: when it cannot be opened.
        """
        if not self._keeps or not self._turn.acquire(blocking=False):
            with closing(self._opened()) as database:
                yield database
            return
        try:
            yield self._held()
        except sqlite3.Error:
            self._drop()  # whatever state it is in
            raise
        finally:
            self._turn.release()

    def _held(self) -> sqlite3.Connection:
        if self._kept is None or self._file != self._present():
            self._drop()  # another process has put a new file in its place
            self._kept = self._opened()
            self._file = self._present()
        return self._kept

    def _opened(self) -> sqlite3.Connection:
        # The lock sees to it that two threads never use one at a time.
        return sqlite3.connect(self._path, timeout=self._patience, check_same_thread=False)

    def _present(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _drop(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = self._file = None
