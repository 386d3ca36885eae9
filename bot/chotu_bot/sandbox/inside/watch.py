"""Watching one job from its start until nothing of it is left."""

import contextlib
import os
import secrets
import select
import signal
import socket
import time
from typing import Any

from . import census, report, scratch, wire
from .body import Body
from .connections import Connections
from .kernel import Kernel
from .metadata import Metadata
from .parent import Parent
from .plan import Plan
from .scratch import Place
from .supervisor import ProcessCount, Supervisor, decisions

_WATCH_SECONDS = 0.03
_READ_SIZE = 2**16
_PATIENCE = 8
"""Refused forks, in multiples of the limit, after which a job is taken for a bomb."""


class RefusedError(Exception):
    """A layer of the confinement did not apply; no foreign code has run."""


class Watch:
    """One running job."""

    def __init__(
        self,
        kernel: Kernel,
        plan: Plan,
        place: Place,
        link: socket.socket,
        parent: Parent,
        server: socket.socket,
    ) -> None:
        self._kernel, self._plan, self._place = kernel, plan, place
        self._link, self._parent, self._server = link, parent, server
        self._census: census.Census = (
            census.OfNamespace() if plan.private else census.OfDescendants(parent.pid)
        )
        self._count = ProcessCount(self._census, plan.processes, self._reap)
        self._connections = Connections(plan, link)
        self._token = secrets.token_bytes(report.TOKEN_LENGTH)
        self._poll = select.poll()
        self._captured: dict[int, bytearray] = {}
        self._names: dict[int, str] = {}
        self._supervisor: Supervisor | None = None
        self._setup: socket.socket | None = None
        self._pidfd = -1
        self._status: int | None = None
        self._killed_for: str | None = None
        self._refused: str | None = None
        self.clean = False
        """Whether it ended by itself and left nothing; known when it has ended."""
        self._cpu, self._cpu_of_ended, self._peak = 0.0, 0.0, 0
        self._began = self._ended = 0.0

    def start(self, forked: Body, header: dict[str, Any]) -> None:
        """Let ``forked`` be the job."""
        self._pidfd = forked.ending
        self._setup, self._names = forked.setup, forked.outputs
        self._captured = {fd: bytearray() for fd in forked.outputs}
        channels = (self._setup, self._link, self._server)
        for fd in (*self._captured, self._pidfd, *(one.fileno() for one in channels)):
            self._poll.register(fd, select.POLLIN)
        self._began = time.monotonic()
        with contextlib.suppress(wire.LinkClosedError):  # it is dead, as we shall see
            forked.begin(header, self._place, self._token)

    def run(self) -> None:
        """Watch until the job's main process is gone or a limit is reached."""
        deadline = self._began + self._plan.wall
        # What a job shorter than this used, the kernel tells when it is over.
        next_look = self._began + _WATCH_SECONDS
        while self._killed_for is None and self._refused is None:
            now = time.monotonic()
            if now >= deadline:
                self._killed_for = "timeout"
                return
            if now >= next_look:
                self._look()
                # A look at many large processes takes long; what they ask for is answered, too.
                next_look = 2 * time.monotonic() - now + _WATCH_SECONDS
            if self._status is not None:
                return
            pause = min(deadline - now, _WATCH_SECONDS)
            for fd, events in self._poll.poll(pause * 1000 + 1):
                self._handle(fd, events)

    def _handle(self, fd: int, events: int) -> None:
        if fd in self._captured:
            self._capture(fd)
        elif self._setup is not None and fd == self._setup.fileno():
            self._settle()
        elif self._supervisor is not None and fd == self._supervisor.listener:
            if events & select.POLLIN:
                self._supervisor.serve()
            else:
                self._poll.unregister(fd)
        elif fd == self._link.fileno():
            self._hear()
        elif fd == self._server.fileno():
            self._poll.unregister(fd)
            self._killed_for = "timeout"  # the fork server ends
        elif fd == self._pidfd:
            self._poll.unregister(fd)
            self._reap()

    def _hear(self) -> None:
        """The program answers a question for a connection, or is gone."""
        try:
            if self._supervisor is not None:
                self._connections.settle(self._supervisor)
                return
        except (wire.LinkClosedError, ConnectionResetError):
            pass  # said below
        self._poll.unregister(self._link.fileno())
        self._killed_for = "timeout"  # nobody waits any more

    def _settle(self) -> None:
        """The job has confined itself, or says why it could not."""
        if self._setup is None:
            return
        message, descriptors, _, _ = socket.recv_fds(self._setup, 4096, 1)
        self._poll.unregister(self._setup.fileno())
        self._setup.close()
        self._setup = None
        if not descriptors:
            self._refused = message.decode("utf-8", "replace") or "the job died while confining"
            return
        (listener,) = descriptors
        metadata = Metadata(self._kernel, (self._place.base, *self._plan.write))
        table = decisions(self._kernel, self._census, self._count, metadata, self._connections)
        self._supervisor = Supervisor(listener, table)
        self._poll.register(listener, select.POLLIN)

    def _capture(self, fd: int) -> None:
        try:
            part = os.read(fd, _READ_SIZE)
        except BlockingIOError:
            return
        if not part:
            self._poll.unregister(fd)
            return
        kept = self._captured[fd]
        room = self._plan.output + report.TOKEN_LENGTH + 8 - len(kept)
        kept += part[:room]
        if len(part) > room:
            self._killed_for = self._killed_for or "output"

    def _look(self) -> None:
        self._reap()
        pids = self._census.pids()
        resident = census.memory(pids, self._plan.memory)
        self._peak = max(self._peak, resident)
        self._cpu = max(self._cpu, self._cpu_of_ended + census.cpu_seconds(pids))
        if resident > self._plan.memory:
            self._killed_for = "memory"
        elif self._cpu > self._plan.cpu:
            self._killed_for = "cpu"
        elif self._count.refused > _PATIENCE * self._plan.processes:
            self._killed_for = "processes"
        elif not self._plan.private and self._stored(pids) > self._plan.disk:
            self._killed_for = "disk"

    def _stored(self, pids: list[int]) -> int:
        return census.usage(self._place.base) + census.unlinked(pids)

    def _reap(self) -> bool:
        """Take leave of what has ended; whether any process of the job is left."""
        found = self._parent.reap()
        self._cpu_of_ended = found.seconds
        self._cpu = max(self._cpu, found.seconds)
        if found.ended:
            self._status = found.status
            self._peak = max(self._peak, found.peak)
        return found.left

    def end(self) -> None:
        """Leave no process of the job, and read what it still had written."""
        self._ended = time.monotonic()
        self.clean = self._killed_for is None
        while self._reap():
            self.clean = False
            census.kill(self._census)
        if self._setup is not None and select.select([self._setup], [], [], 0)[0]:
            self._settle()
        for fd in self._captured:
            before = -1
            while len(self._captured[fd]) != before and self._killed_for != "output":
                before = len(self._captured[fd])
                self._drain(fd)

    def _drain(self, fd: int) -> None:
        with contextlib.suppress(BlockingIOError, KeyError):
            self._capture(fd)

    def result(self) -> dict[str, Any]:
        """How it ended."""
        if self._refused is not None:
            raise RefusedError(self._refused)
        if self._setup is not None and self._killed_for is None:
            raise RefusedError("the job died while confining itself")
        code = 0 if self._status is None else os.waitstatus_to_exitcode(self._status)
        return {
            "ended": self._verdict(code),
            "exit_code": code,
            "seconds": self._ended - self._began,
            "peak": self._peak,
        }

    def _verdict(self, code: int) -> str:
        if self._count.refused and self._killed_for not in {"output", "disk"}:
            return "processes"
        if self._killed_for is not None:
            return self._killed_for
        if code == -signal.SIGXCPU or self._cpu >= self._plan.cpu:
            return "cpu"
        if code == -signal.SIGXFSZ or self._disk_full():
            return "disk"
        return "signalled" if code < 0 else "exited"

    def _disk_full(self) -> bool:
        if not self._plan.private:
            return census.usage(self._place.base) > self._plan.disk
        state = os.statvfs(self._place.base)
        return state.f_bfree == 0 or state.f_ffree == 0

    def blobs(self) -> dict[str, bytes]:
        """The outputs, the report and the files to bring out."""
        found = {name: bytes(self._captured[fd]) for fd, name in self._names.items()}
        found["report"] = report.unwrap(found["report"], self._token)
        for name in ("stdout", "stderr"):
            found[name] = found[name][: self._plan.output]
        collected = scratch.collect(self._place, self._plan.collect, self._plan.disk)
        return found | {f"file:{name}": content for name, content in collected.items()}

    def close(self) -> None:
        """Give back what the watch had open."""
        if self._setup is not None:
            self._setup.close()
        if self._supervisor is not None:
            os.close(self._supervisor.listener)
        for fd in (*self._captured, self._pidfd):
            if fd >= 0:
                os.close(fd)
