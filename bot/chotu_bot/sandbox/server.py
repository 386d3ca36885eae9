"""The near side of a fork server: start it, hand it jobs, stop it."""

import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.inside import wire

_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from inside import server; "
    "del sys.path[0]; server.main()"
)
_CLEAN = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "MALLOC_ARENA_MAX": "2",
}
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_AHEAD = 0.9
"""Part of its jobs after which the one that replaces a process is started."""


@dataclass(slots=True)
class _Running:
    """One process, and our end of its control socket."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    landlock: int = -1
    """Version of Landlock; negative until it is warm."""
    jobs: int = 0

    def stop(self) -> None:
        """End it, and every job under way."""
        self.control.close()
        if self.landlock < 0:
            # It has no job yet, and may be busy with getting warm.
            self.process.terminate()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class ForkServer:
    """A process that is warm and forks a job in milliseconds; replaced when it dies or ages."""

    environment: Environment
    prefix: Sequence[str] = ()
    """A command to run it under, empty for none."""
    warm: bool = True
    """Whether to warm up first; not for a single job."""
    newest_landlock: int = 99
    """Version of Landlock to use at most; lower shows how an older kernel does."""
    most_jobs: int = 500
    """Jobs of one process, which share its hash seed and the layout of its memory."""
    _running: _Running | None = None
    _next: _Running | None = None
    """Takes over soon, and gets warm meanwhile."""
    _retired: list[_Running] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _closed: bool = False

    def start(self) -> None:
        """Start it, without waiting until it is warm."""
        with self._lock:
            self._current()

    def landlock(self) -> int:
        """The version of Landlock in force, 0 for none; waits until the server is warm.

        Raises:
            SandboxUnavailableError: when it does not start.
        """
        with self._lock:
            return self._ready().landlock

    def submit(
        self, header: Mapping[str, Any], files: Mapping[str, bytes], *, private: bool
    ) -> socket.socket:
        """Hand over a job; its answers come on the link that is returned.

        Raises:
            SandboxUnavailableError: when there is no server to take it.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._hand_over(theirs, private=private)
            wire.send(ours, header, files)
        except (OSError, wire.LinkClosedError) as error:
            ours.close()
            raise SandboxUnavailableError(f"the fork server is gone: {error}") from error
        except SandboxUnavailableError:
            ours.close()
            raise
        return ours

    def close(self) -> None:
        """Stop it, and every job under way."""
        with self._lock:
            self._closed = True
            stopping = [*self._retired, *filter(None, [self._running, self._next])]
            self._running, self._next, self._retired = None, None, []
        for one in stopping:
            one.stop()

    def _hand_over(self, link: socket.socket, *, private: bool) -> None:
        with self._lock:
            running = self._ready()
            running.jobs += 1
            socket.send_fds(running.control, [b"n" if private else b"f"], [link.fileno()])

    def _ready(self) -> _Running:
        running = self._current()
        if running.landlock < 0:
            running.landlock = _await_ready(running.control)
        return running

    def _current(self) -> _Running:
        """The process to use: another one when there is none, or it is dead or old."""
        if self._closed:
            raise SandboxUnavailableError("the sandbox was closed")
        running = self._running
        if running is not None and running.process.poll() is not None:
            running.stop()
            running = None
        if running is not None and running.jobs >= self.most_jobs:
            self._retire(running)
            running = None
        if running is None:
            running = self._successor()
        elif self._next is None and running.jobs >= _AHEAD * self.most_jobs:
            self._next = self._spawn()
        self._running = running
        return running

    def _successor(self) -> _Running:
        """What was started ahead, where it still lives; else a new one."""
        ahead, self._next = self._next, None
        if ahead is None:
            return self._spawn()
        if ahead.process.poll() is None:
            return ahead
        ahead.stop()
        return self._spawn()

    def _retire(self, running: _Running) -> None:
        """Let it finish the jobs under way and end."""
        running.control.send(wire.RETIRE)
        for one in [one for one in self._retired if one.process.poll() is not None]:
            one.stop()
            self._retired.remove(one)
        self._retired.append(running)

    def _spawn(self) -> _Running:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        here = str(Path(__file__).resolve().parent)
        site = str(self.environment.site_packages.resolve())
        root = str(self.environment.root.resolve())
        how = ("warm" if self.warm else "cold", str(self.newest_landlock))
        python = [str(self.environment.python), "-P", "-s", "-B", "-c", _START]
        with theirs:
            process = subprocess.Popen(
                [*self.prefix, *python, here, str(theirs.fileno()), *how, site, root],
                env={**_CLEAN, "HYPOTHESIS_STORAGE_DIRECTORY": str(self.environment.tables)},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        return _Running(process, ours)


def _await_ready(control: socket.socket) -> int:
    control.settimeout(_START_SECONDS)
    try:
        message = control.recv(4096)
    except TimeoutError:
        message = b"it did not start in time"
    control.settimeout(None)
    if not message.startswith(wire.READY):
        reason = message.decode("utf-8", "replace") or "it ended at once"
        raise SandboxUnavailableError(f"the fork server did not start: {reason}")
    return message[len(wire.READY)]
