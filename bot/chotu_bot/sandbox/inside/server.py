"""The fork server: warmed once, then forks a warden per job; it never runs foreign code."""

import gc
import os
import signal
import socket
import stat
import sys
import threading

from . import landlock, rehearsal, root, warming, wire
from .kernel import PR_SET_CHILD_SUBREAPER, Kernel
from .plan import Host
from .pool import Pool

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
        rehearsal.of_server(kernel, host)
        if sys.argv[2] == "warm":
            warming.warm_up()
        gc.collect()
        gc.freeze()
    except Exception as error:  # noqa: BLE001 - told to the other side, which raises it
        control.send(f"{type(error).__name__}: {error}".encode()[:4000])
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # from now on it ends when told to
    control.send(wire.READY + bytes([host.landlock]))
    Pool(kernel, host, control).serve()
    # All is tidied up; to take the interpreter apart would take longer than a call.
    os._exit(0)


def _host(kernel: Kernel, newest: int, prefixes: list[str]) -> Host:
    return Host(
        prefixes=tuple(dict.fromkeys([os.path.realpath(sys.base_prefix), *prefixes])),
        site_packages=prefixes[0] if prefixes else "",
        reachable=root.has_unprivileged()
        and all(_reachable(path) for path in (sys.base_prefix, *prefixes)),
        landlock=min(newest, landlock.abi(kernel)),
    )


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
