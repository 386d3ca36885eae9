"""The wardens of a fork server: some wait, each job finds one, none leaves anything behind."""

import contextlib
import os
import select
import signal
import socket
import tempfile
import time
from dataclasses import dataclass, field

from . import census, root, scratch, warden, wire
from .kernel import Kernel
from .plan import Host

_PATIENCE = 20.0
"""Seconds for all wardens to end their jobs, remove what these left, and end themselves."""
_AHEAD = 2
"""Wardens that wait for a job, so that of two calls in a row the second finds one as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warden:
    """A process that waits for a job, or runs one."""

    pid: int
    ending: int
    """Readable when it has ended."""
    channel: socket.socket
    """Where it is told of its jobs, and says when it is ready for another."""
    base: str
    """Its scratch folder, when it has made one; empty where that is in a root of its own."""
    private: bool
    """Whether it has namespaces of its own."""

    def take(self, link: socket.socket) -> bool:
        """Let it run the job behind ``link``; whether it was there to take it."""
        try:
            socket.send_fds(self.channel, [b"\0"], [link.fileno()])
        except OSError:
            return False  # it was killed while it waited
        return True

    def dismiss(self) -> None:
        """Let it end, and before that its job where it has one."""
        with contextlib.suppress(OSError):  # it has ended already
            self.channel.send(wire.END)

    def forget(self) -> None:
        """Give back what this process has of it."""
        self.channel.close()
        os.close(self.ending)

    def bury(self) -> None:
        """Remove what it could not: it has ended, and nothing of its job is left."""
        self.forget()
        if os.path.lexists(self.base):
            with contextlib.suppress(OSError):  # then it stays; other jobs go on
                scratch.remove(self.base)


@dataclass(slots=True)
class Pool:
    """Gives each job to a warden and forgets it: wardens answer for themselves."""

    kernel: Kernel
    host: Host
    control: socket.socket
    _poll: select.poll = field(default_factory=select.poll)
    _wardens: dict[int, Warden] = field(default_factory=dict)
    """All, by process."""
    _channels: dict[int, Warden] = field(default_factory=dict)
    """Those that run more than one job, by descriptor of their channel."""
    _spare: list[Warden] = field(default_factory=list)
    """Ready between jobs, so that the next need not wait for one; longest first."""
    _number: int = 0
    _folder: str = ""
    """Where scratch folders are, once there may be any."""
    _retiring: bool = False

    def serve(self) -> None:
        """Give every link that arrives to a warden."""
        self._poll.register(self.control, select.POLLIN)
        while not self._retiring or len(self._wardens) > len(self._spare):
            ready = [fd for fd, _ in self._poll.poll()]
            for fd in self._channels.keys() & ready:
                self._hear(self._channels[fd])
            self._bury()
            if self.control.fileno() not in ready:
                continue
            message, descriptors, _, _ = socket.recv_fds(self.control, 16, 1)
            if not message:
                break
            if message == wire.RETIRE:
                self._retiring = True
            for fd in descriptors:  # none where this process has too many open already
                with socket.socket(fileno=fd) as link:
                    self._start(link, private=message == b"n")
        self._stop()

    def _start(self, link: socket.socket, *, private: bool) -> None:
        for spare in self._waiting(private=private):
            self._spare.remove(spare)
            if spare.take(link):
                return
        try:
            fresh = self._fork(private=private, link=link)
        except OSError as error:
            wire.refuse(link, f"namespaces: {error}" if private else str(error))
            return
        if not fresh.take(link):
            wire.refuse(link, "the job's warden ended at once")

    def _hear(self, one: Warden) -> None:
        """A warden is ready for another job, or ends."""
        try:
            message = one.channel.recv(1)
        except ConnectionError:  # it ended before it read what it was told
            message = b""
        if not message:
            self._ignore(one)
            return
        self._spare.append(one)
        self._balance(private=one.private)

    def _ignore(self, one: Warden) -> None:
        """Listen to it no more."""
        if self._channels.pop(one.channel.fileno(), None) is not None:
            self._poll.unregister(one.channel)

    def _balance(self, *, private: bool) -> None:
        """Have as many ready as are likely to be needed: after a rush there are more."""
        busy = len(self._wardens) - len(self._spare)
        enough = 0 if self._retiring else max(_AHEAD, busy)
        for surplus in self._waiting(private=private)[enough:]:
            self._spare.remove(surplus)
            surplus.dismiss()
        self._fork_ahead(private=private)

    def _fork_ahead(self, *, private: bool) -> None:
        # Where this fails the next job forks for itself, and is told why that fails.
        with contextlib.suppress(OSError):
            while not self._retiring and self._count(private=private) < _AHEAD:
                self._spare.append(self._fork(private=private))

    def _count(self, *, private: bool) -> int:
        """Wardens for jobs to come: those that wait, and those that will when they are done."""
        if private:
            return len(self._waiting(private=True))
        return sum(not one.private for one in self._wardens.values())

    def _waiting(self, *, private: bool) -> list[Warden]:
        return [one for one in self._spare if one.private is private]

    def _fork(self, *, private: bool, link: socket.socket | None = None) -> Warden:
        """A new warden, for the job behind ``link`` or for one to come.

        Raises:
            OSError: when there can be none.
        """
        self._number += 1
        base = "" if private else self._base()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                pid = self.kernel.clone(root.flags()) if private else os.fork()
            except OSError:
                ours.close()
                raise
            if pid == 0:
                self._forget(ours, link)
                warden.serve(
                    self.kernel, self.host, theirs, base, private=private, ahead=link is None
                )
        if private:
            _map_users(pid, ours)
        ending = os.pidfd_open(pid)
        made = Warden(pid=pid, ending=ending, channel=ours, base=base, private=private)
        self._wardens[pid] = made
        self._poll.register(ending, select.POLLIN)
        if not private:
            self._channels[ours.fileno()] = made
            self._poll.register(ours, select.POLLIN)
        return made

    def _base(self) -> str:
        self._folder = self._folder or _scratch_folder()
        return f"{self._folder}/{self._number}"

    def _forget(self, *inherited: socket.socket | None) -> None:
        """In a warden: close what is the server's and other wardens'."""
        for other in self._wardens.values():
            other.forget()
        for one in (self.control, *inherited):
            if one is not None:
                one.close()

    def _bury(self) -> None:
        """Take leave of wardens that ended, and of what one left that was killed."""
        while self._wardens:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            ended = self._wardens.pop(pid, None)
            if ended is None:
                continue
            self._poll.unregister(ended.ending)
            self._ignore(ended)
            self._kill_orphans()
            ended.bury()
            if ended in self._spare:
                self._spare.remove(ended)  # a fault of its own, not to be repeated
            else:
                self._balance(private=ended.private)

    def _kill_orphans(self) -> None:
        """What a warden leaves that was killed becomes this process's; it may not be."""
        mine = census.OfDescendants(os.getpid())
        while strays := [pid for pid in mine.children() if pid not in self._wardens]:
            for pid in strays:
                census.kill(census.OfDescendants(pid))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, os.WNOHANG)

    def _stop(self) -> None:
        """Let every warden end its job and itself."""
        gone = list(self._wardens.values())
        for one in gone:
            one.dismiss()
        deadline = time.monotonic() + _PATIENCE
        for one in gone:
            _wait_for(one, deadline)
        self._wardens.clear()
        self._kill_orphans()
        for one in gone:
            one.bury()
        if self._folder:
            with contextlib.suppress(OSError):  # what could not be removed is in it
                os.rmdir(self._folder)


def _wait_for(one: Warden, deadline: float) -> None:
    """Until it has ended, which it is made to where it does not by itself."""
    poll = select.poll()
    poll.register(one.ending, select.POLLIN)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        os.kill(one.pid, signal.SIGKILL)
    os.waitpid(one.pid, 0)


def _map_users(pid: int, channel: socket.socket) -> None:
    try:
        root.map_users(pid)
    except OSError as error:
        channel.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise OSError(error.errno, f"cannot map users: {error}") from error


def _scratch_folder() -> str:
    """Where the jobs' scratch folders are: nobody else can put anything there beforehand."""
    # Memory before disk: gone with the machine, and quick.
    root = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()
    made = tempfile.mkdtemp(prefix=f"chotu-jobs-{os.getpid()}-", dir=root)
    os.chmod(made, 0o711)  # nosec B103 # noqa: S103 - a job's user passes through
    return made
