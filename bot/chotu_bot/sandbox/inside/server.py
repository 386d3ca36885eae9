"""The fork server: warmed once, then forks a warden per job; it never runs foreign code."""

import contextlib
import gc
import os
import select
import shutil
import signal
import socket
import stat
import sys
import tempfile
import threading
from dataclasses import dataclass, field

from . import landlock, pytest_runner, root, scratch, warden, wire
from .kernel import PR_SET_CHILD_SUBREAPER, Kernel
from .plan import Host

_IDLE_SECONDS = 1.0
_THREAD_STACK = 2 * 2**20


def main() -> None:
    """Serve on the inherited socket that is named first, until its other end is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    try:
        kernel = Kernel()
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        host = _host(kernel, int(sys.argv[3]), sys.argv[4:])
        _prepare()
        if sys.argv[2] == "warm":
            _warm()
    except Exception as error:  # noqa: BLE001 - told to the other side, which raises it
        control.send(f"{type(error).__name__}: {error}".encode()[:4000])
        return
    control.send(wire.READY + bytes([host.landlock]))
    Server(kernel, host, control).serve()


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


def _warm() -> None:
    with contextlib.suppress(ImportError):
        import coverage  # noqa: F401 - imported once, for all jobs
    pytest_runner.settle_hypothesis()
    folder = tempfile.mkdtemp(prefix="chotu-warm-")
    try:
        pytest_runner.warm_up(folder)
    finally:
        shutil.rmtree(folder)
    gc.collect()
    gc.freeze()


def _silence_resource_tracker() -> None:
    """Shared memory without the helper program that would clean up: it goes with the job."""
    from multiprocessing import resource_tracker

    tracker = resource_tracker._resource_tracker  # noqa: SLF001 - it has no switch
    for name in ("ensure_running", "_send"):
        setattr(tracker, name, lambda *_: None)


@dataclass(slots=True)
class Server:
    """Accepts jobs and forgets them: their wardens answer for themselves."""

    kernel: Kernel
    host: Host
    control: socket.socket
    _scratch: dict[int, str] = field(default_factory=dict)
    _number: int = 0
    _retiring: bool = False

    def serve(self) -> None:
        """Fork a warden for every link that arrives."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        while self._scratch or not self._retiring:
            ready = poll.poll(_IDLE_SECONDS * 1000 if self._scratch else None)
            self._bury()
            if not ready:
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
        self._number += 1
        base = f"{self.host.preferred_scratch}/chotu-job-{os.getpid()}-{self._number}"
        reading, writing = os.pipe()
        try:
            pid = self.kernel.clone(root.flags()) if private else os.fork()
        except OSError as error:
            _refuse(link, str(error))
            os.close(reading)
            os.close(writing)
            return
        if pid == 0:
            os.close(writing)
            self.control.close()
            warden.serve(self.kernel, self.host, link, reading, base)
        os.close(reading)
        self._scratch[pid] = base
        if private:
            try:
                root.map_users(pid)
            except OSError as error:
                _refuse(link, f"cannot map users: {error}")
                os.kill(pid, signal.SIGKILL)
        os.close(writing)

    def _bury(self) -> None:
        """Take leave of wardens that ended, and of orphans whose warden was killed."""
        while self._scratch:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self._scratch.clear()
                return
            if pid == 0:
                return
            base = self._scratch.pop(pid, None)
            if base is not None and os.path.lexists(base):
                scratch.remove(base)

    def _stop(self) -> None:
        for pid in list(self._scratch):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self._scratch:
            pid, _ = os.waitpid(-1, 0)
            base = self._scratch.pop(pid, None)
            if base is not None and os.path.lexists(base):
                scratch.remove(base)


def _refuse(link: socket.socket, reason: str) -> None:
    with contextlib.suppress(wire.LinkClosedError):
        wire.send(link, {"refused": f"namespaces: {reason}"}, {})
