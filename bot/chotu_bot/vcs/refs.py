"""Moving refs: all of a transaction or nothing, and only from where they are known to be."""

import os
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from chotu_bot.errors import LostRaceError, RepositoryError
from chotu_bot.vcs.process import Git, stop

# git reads its clock once, for the reflog; a process kept longer would write stale times.
_LIFETIME = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefUpdate:
    """One ref of a transaction."""

    ref: str
    """Full name, ``refs/heads/main``."""
    old: str | None
    """The object id it must have now; None when it must not exist."""
    new: str | None
    """The object id it gets; None deletes it."""

    def line(self, width: int) -> str:
        """The command for ``git update-ref --stdin``; ``width`` is the length of an id."""
        zero = "0" * width
        return f"update {self.ref} {self.new or zero} {self.old or zero}\n"


class RefWriter:
    """Ref transactions of one repository. Safe to use from several threads."""

    def __init__(
        self,
        git: Git,
        width: int,
        current: Callable[[str], str | None],
        who: Callable[[], Mapping[str, str]],
    ) -> None:
        self._git = git
        self._width = width
        self._current = current
        self._who = who
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._started = 0.0
        self._owner = 0

    def move(self, updates: Sequence[RefUpdate]) -> None:
        """Apply ``updates`` together.

        Raises:
            LostRaceError: when a ref is not where it was expected, or is being moved right now.
            RepositoryError: when git refuses for another reason (a hook, a name in the way).
        """
        lines = "".join(update.line(self._width) for update in updates)
        with self._lock:
            done = self._converse(f"start\n{lines}prepare\ncommit\n")
            said = "" if done else self._farewell()
        if not done:
            raise self._failure(updates, said)

    def close(self) -> None:
        """End the kept process."""
        with self._lock:
            self._farewell()

    def _converse(self, script: str) -> bool:
        process = self._conversation()
        if process.stdin is None or process.stdout is None:
            return False
        try:
            process.stdin.write(script.encode())
            process.stdin.flush()
        except BrokenPipeError:
            return False
        answers = [process.stdout.readline() for _ in range(3)]
        return answers == [b"start: ok\n", b"prepare: ok\n", b"commit: ok\n"]

    def _conversation(self) -> "subprocess.Popen[bytes]":
        stale = time.monotonic() - self._started > _LIFETIME or self._owner != os.getpid()
        if self._process is not None and stale:
            self._farewell()
        if self._process is None:
            said = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
            self._process = self._git.start(
                "update-ref",
                "-m",
                "chotu-bot",
                "--stdin",
                stderr=said.fileno(),
                extra=self._who(),
            )
            weakref.finalize(self, _end, self._process, said, os.getpid())
            self._said, self._started, self._owner = said, time.monotonic(), os.getpid()
        return self._process

    def _farewell(self) -> str:
        process, said = self._process, self._said
        self._process = self._said = None
        if process is None or said is None or self._owner != os.getpid():
            return ""
        stop(process)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
        said.close()
        return " ".join(text.split())

    def _failure(self, updates: Sequence[RefUpdate], said: str) -> RepositoryError:
        moved = [update.ref for update in updates if self._current(update.ref) != update.old]
        if moved:
            return LostRaceError(f"{', '.join(moved)} moved meanwhile; try again")
        if ".lock'" in said:
            return LostRaceError(f"another git is moving the same branch: {said}")
        names = ", ".join(update.ref for update in updates)
        return RepositoryError(f"git did not move {names}: {said or 'no reason given'}")


def _end(process: "subprocess.Popen[bytes]", said: IO[bytes], owner: int) -> None:
    if owner == os.getpid() and process.returncode is None:
        stop(process)
    if not said.closed:
        said.close()
