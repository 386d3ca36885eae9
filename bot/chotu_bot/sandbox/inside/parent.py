"""Whose child a job's process is: it forks that process, and its orphans come back to it."""

import errno
import os
import signal
import socket
import struct
from dataclasses import dataclass, replace
from resource import struct_rusage
from typing import Any, NoReturn, Protocol

from . import census, job
from .job import Channels
from .kernel import PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, PR_SET_PDEATHSIG, Kernel
from .plan import Host

_FORK, _FORK_AHEAD, _REAP = b"f", b"a", b"r"
_BORN = struct.Struct("=ii")
"""Answer to a fork: the process, or 0 and an error number."""
_REAPED = struct.Struct("=??idQ")
_DESCRIPTORS = 5
_PATIENCE = 30.0
"""Seconds that an answer may take, however busy the machine is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaped:
    """What has ended of a job."""

    left: bool
    """Whether any process of it is left."""
    ended: bool = False
    """Whether its first process has ended."""
    status: int = 0
    """How that one ended, as ``wait`` tells it."""
    seconds: float = 0.0
    """Processor time of all that have ended."""
    peak: int = 0
    """Memory of the first process at the most, in bytes."""


class Parent(Protocol):
    """The parent of one job at a time."""

    @property
    def pid(self) -> int:
        """The process that all of the job descends from."""
        ...

    def fork(self, channels: Channels, *, ahead: bool) -> int:
        """Fork the process that will be a job; see ``job.become``. Returns its number.

        Raises:
            OSError: when there can be none.
        """
        ...

    def reap(self) -> Reaped:
        """Take leave of what has ended."""
        ...

    def end(self) -> None:
        """Be of no more use, and leave nothing of a job, also when something went wrong."""
        ...


class Here:
    """This process, which no job may have touched when it forks."""

    def __init__(self, kernel: Kernel, host: Host) -> None:
        self._kernel, self._host = kernel, host
        self._first = 0
        self._ended = Reaped(left=False)
        self.pid = os.getpid()

    def fork(self, channels: Channels, *, ahead: bool) -> int:
        """See ``Parent``."""
        pid = os.fork()
        if pid == 0:
            self._become(channels, ahead=ahead)
        # From here on /proc of this process is closed to processes of the same user.
        self._kernel.prctl(PR_SET_DUMPABLE, 0)
        self._first, self._ended = pid, Reaped(left=True)
        return pid

    def _become(self, channels: Channels, *, ahead: bool) -> NoReturn:
        """In the child: whatever is raised, it does not go on as its parent would."""
        try:
            self._kernel.prctl(PR_SET_DUMPABLE, 1)
            job.become(self._kernel, self._host, channels, ahead=ahead)
        finally:
            os._exit(1)

    def reap(self) -> Reaped:
        """See ``Parent``."""
        # Orphans become children of this process, so without children nothing is left.
        try:
            while True:
                pid, status, used = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    return replace(self._ended, left=True)
                self._note(pid, status, used)
        except ChildProcessError:
            return replace(self._ended, left=False)

    def _note(self, pid: int, status: int, used: struct_rusage) -> None:
        seconds = self._ended.seconds + used.ru_utime + used.ru_stime
        self._ended = replace(self._ended, seconds=seconds)
        if pid == self._first:
            peak = used.ru_maxrss * 1024
            self._ended = replace(self._ended, ended=True, status=status, peak=peak)

    def end(self) -> None:
        """See ``Parent``. Its namespace, and all that is in it, ends with this process."""


class Nursery:
    """A process of its own that does so, for many jobs one after the other.

    It sees of a job nothing but numbers of processes, so each is forked from a memory that no job
    has touched, whatever this process, which serves them, has seen.
    """

    def __init__(self, kernel: Kernel, host: Host) -> None:
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        self._here = Here(kernel, host)
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            _serve(kernel, host, theirs)
        kernel.prctl(PR_SET_DUMPABLE, 0)
        theirs.close()
        self._channel.settimeout(_PATIENCE)

    def fileno(self) -> int:
        """Readable, while nothing was asked, only when that process is gone."""
        return self._channel.fileno()

    def fork(self, channels: Channels, *, ahead: bool) -> int:
        """See ``Parent``."""
        fds = [channels.stdout, channels.stderr, channels.report]
        fds += [channels.setup.fileno(), channels.orders.fileno()]
        pid, error = self._ask(_FORK_AHEAD if ahead else _FORK, fds, _BORN)
        if error:
            raise OSError(error, os.strerror(error))
        return int(pid)

    def reap(self) -> Reaped:
        """See ``Parent``."""
        left, ended, status, seconds, peak = self._ask(_REAP, [], _REAPED)
        return Reaped(left=left, ended=ended, status=status, seconds=seconds, peak=peak)

    def end(self) -> None:
        """See ``Parent``. Where that process is gone, what it left has come to this one."""
        below, left = census.OfDescendants(os.getpid()), True
        while left:
            census.kill(below)
            left = self._here.reap().left

    def _ask(self, message: bytes, fds: list[int], form: struct.Struct) -> tuple[Any, ...]:
        try:
            socket.send_fds(self._channel, [message], fds)
            return form.unpack(self._channel.recv(form.size))
        except (ConnectionError, TimeoutError, struct.error) as error:
            raise OSError("the parent of the job is gone") from error


def _serve(kernel: Kernel, host: Host, channel: socket.socket) -> NoReturn:
    code = 1
    try:
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        kernel.prctl(PR_SET_DUMPABLE, 0)
        os.closerange(3, channel.fileno())
        os.closerange(channel.fileno() + 1, 2**20)
        here = Here(kernel, host)
        while _answered(here, channel):
            # Memory that was shared by a fork is paid for now, while nobody waits.
            here.reap()
        code = 0
    finally:
        os._exit(code)


def _answered(here: Here, channel: socket.socket) -> bool:
    """Do what is asked for; False when nobody asks any more."""
    message, descriptors, _, _ = socket.recv_fds(channel, 1, _DESCRIPTORS)
    if message == _REAP:
        found = here.reap()
        packed = _REAPED.pack(found.left, found.ended, found.status, found.seconds, found.peak)
        channel.send(packed)
    elif message in {_FORK, _FORK_AHEAD}:
        channel.send(_born(here, descriptors, ahead=message == _FORK_AHEAD))
    return bool(message)


def _born(here: Here, descriptors: list[int], *, ahead: bool) -> bytes:
    stdout, stderr, report, setup, orders = descriptors
    try:
        with socket.socket(fileno=setup) as its_setup, socket.socket(fileno=orders) as its_orders:
            channels = Channels(
                stdout=stdout, stderr=stderr, report=report, setup=its_setup, orders=its_orders
            )
            return _BORN.pack(here.fork(channels, ahead=ahead), 0)
    except OSError as error:
        return _BORN.pack(0, error.errno or errno.EAGAIN)
    finally:
        for fd in (stdout, stderr, report):
            os.close(fd)
