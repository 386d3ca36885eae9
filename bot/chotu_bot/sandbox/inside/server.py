"""The fork server: warmed once, then forks a warden per job; it never runs foreign code."""

import contextlib
import gc
import os
import select
import signal
import socket
import stat
import sys
import tempfile
import threading
from dataclasses import dataclass, field

from . import landlock, rehearsal, root, scratch, warden, warming, wire
from .kernel import PR_SET_CHILD_SUBREAPER, Kernel
from .plan import Host

_THREAD_STACK = 2 * 2**20
_AHEAD = 2
"""Wardens that wait for a job, so that of two calls in a row the second finds one as well."""


def main() -> None:
    """Serve on the inherited socket that is named first, until its other end is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    try:
        kernel = Kernel()
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        host = _host(kernel, int(sys.argv[3]), sys.argv[4:])
        _prepare()
        rehearsal.of_server(kernel, host)
        if sys.argv[2] == "warm":
            warming.warm_up()
        gc.collect()
        gc.freeze()
    except Exception as error:  # noqa: BLE001 - told to the other side, which raises it
        control.send(f"{type(error).__name__}: {error}".encode()[:4000])
        return
    control.send(wire.READY + bytes([host.landlock]))
    Server(kernel, host, control).serve()
    # All is tidied up; to take the interpreter apart would take longer than a call.
    os._exit(0)


def _host(kernel: Kernel, newest: int, prefixes: list[str]) -> Host:
    return Host(
        prefixes=tuple(dict.fromkeys([os.path.realpath(sys.base_prefix), *prefixes])),
        site_packages=prefixes[0] if prefixes else "",
        preferred_scratch=_scratch_root(),
        reachable=root.has_unprivileged()
        and all(_reachable(path) for path in (sys.base_prefix, *prefixes)),
        landlock=min(newest, landlock.abi(kernel)),
    )


def _scratch_root() -> str:
    """Memory before disk: gone with the machine, and quick."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else tempfile.gettempdir()


def _reachable(path: str) -> bool:
    """Whether every folder on the way lets any user through."""
    current = os.path.realpath(path)
    while current != "/":
        if not os.stat(current).st_mode & stat.S_IXOTH:
            return False
        current = os.path.dirname(current)
    return True


def _prepare() -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    _silence_resource_tracker()
    threading.stack_size(_THREAD_STACK)


def _silence_resource_tracker() -> None:
    """Shared memory without the helper program that would clean up: it goes with the job."""
    from multiprocessing import resource_tracker

    tracker = resource_tracker._resource_tracker  # noqa: SLF001 - it has no switch
    for name in ("ensure_running", "_send"):
        setattr(tracker, name, lambda *_: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warden:
    """A process that waits for a job, or runs one."""

    pid: int
    ending: int
    """Readable when it has ended."""
    channel: socket.socket
    """Where it is told of its jobs, and says when it is ready for another."""
    base: str
    """Its scratch folder, when it has made one."""
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
        """Let it end, which has no job."""
        self.channel.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Give back what this process has of it."""
        self.channel.close()
        os.close(self.ending)

    def bury(self) -> None:
        """Remove what it could not: it has ended, and been waited for."""
        self.forget()
        if os.path.lexists(self.base):
            scratch.remove(self.base)


@dataclass(slots=True)
class Server:
    """Accepts jobs and forgets them: their wardens answer for themselves."""

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
            if message == wire.RETIRE:
                self._retiring = True
                continue
            if not descriptors:
                break
            with socket.socket(fileno=descriptors[0]) as link:
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
            _refuse(link, str(error))
            return
        fresh.take(link)

    def _hear(self, one: Warden) -> None:
        """A warden is ready for another job, or ends."""
        if not one.channel.recv(1):
            self._ignore(one)
            return
        self._spare.append(one)
        busy = len(self._wardens) - len(self._spare)
        # After a rush there are more than are needed.
        enough = 0 if self._retiring else max(_AHEAD, busy)
        for surplus in self._waiting(private=one.private)[enough:]:
            self._spare.remove(surplus)
            surplus.dismiss()
        self._fork_ahead(private=one.private)

    def _ignore(self, one: Warden) -> None:
        """Listen to it no more."""
        if self._channels.pop(one.channel.fileno(), None) is not None:
            self._poll.unregister(one.channel)

    def _fork_ahead(self, *, private: bool) -> None:
        # Where this fails the next job forks for itself, and is told why that fails.
        with contextlib.suppress(OSError):
            while not self._retiring and len(self._waiting(private=private)) < _AHEAD:
                self._spare.append(self._fork(private=private))

    def _waiting(self, *, private: bool) -> list[Warden]:
        return [one for one in self._spare if one.private is private]

    def _fork(self, *, private: bool, link: socket.socket | None = None) -> Warden:
        """A new warden, for the job behind ``link`` or for one to come.

        Raises:
            OSError: when there can be none.
        """
        self._number += 1
        base = f"{self.host.preferred_scratch}/chotu-job-{os.getpid()}-{self._number}"
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

    def _forget(self, *inherited: socket.socket | None) -> None:
        """In a warden: close what is the server's and other wardens'."""
        for other in self._wardens.values():
            other.forget()
        for one in (self.control, *inherited):
            if one is not None:
                one.close()

    def _bury(self) -> None:
        """Take leave of wardens that ended, and of orphans whose warden was killed."""
        while self._wardens:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            ended = self._wardens.pop(pid, None)
            if ended is None:
                continue
            self._poll.unregister(ended.ending)
            self._ignore(ended)
            ended.bury()
            if ended in self._spare:
                self._spare.remove(ended)  # a fault of its own, not to be repeated
            else:
                self._fork_ahead(private=ended.private)

    def _stop(self) -> None:
        for pid in self._wardens:
            os.kill(pid, signal.SIGKILL)
        while self._wardens:
            pid, _ = os.waitpid(-1, 0)
            if pid in self._wardens:
                self._wardens.pop(pid).bury()


def _map_users(pid: int, channel: socket.socket) -> None:
    try:
        root.map_users(pid)
    except OSError as error:
        channel.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise OSError(error.errno, f"cannot map users: {error}") from error


def _refuse(link: socket.socket, reason: str) -> None:
    with contextlib.suppress(wire.LinkClosedError):
        wire.send(link, {"refused": f"namespaces: {reason}"}, {})
