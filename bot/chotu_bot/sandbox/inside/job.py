"""The job process: confine itself, then hand over to the runner with the foreign code."""

import contextlib
import os
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import Any, NoReturn

from . import call_runner, confine, pytest_runner, rehearsal, report, variants_runner, wire
from .kernel import PR_SET_PDEATHSIG, Kernel
from .observer import Observer
from .plan import Host, Plan, plan_from
from .scratch import Place

_PATH = "/usr/local/bin:/usr/bin:/bin"
_RUNNERS = {
    "call": call_runner.run,
    "pytest": pytest_runner.run,
    "variants": variants_runner.run,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The job's ends of its pipes, by descriptor."""

    stdout: int
    stderr: int
    report: int
    setup: socket.socket
    """Where it says that it is confined."""
    orders: socket.socket
    """Where it is told what it is."""


def become(kernel: Kernel, host: Host, channels: Channels, *, ahead: bool) -> NoReturn:
    """Turn this process into the job that it is told to be; never returns.

    Args:
        kernel: system calls.
        host: the machine.
        channels: to the warden.
        ahead: whether there is no job yet, and so time to rehearse.
    """
    try:
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        report_fd = _descriptors(channels)
        begun = None
        if ahead:
            begun = confine.begin(kernel, host)
            rehearsal.of_job(kernel, host)
        plan, place, token = _orders(channels.orders)
        os.chdir(place.work)
        _environment(plan, place)
        listener = confine.confine(kernel, host, plan, place.base, begun)
    except BaseException as error:  # noqa: BLE001 - whatever it was, no foreign code runs
        with contextlib.suppress(OSError):
            channels.setup.send(f"{type(error).__name__}: {error}".encode()[:4000])
        os._exit(125)
    socket.send_fds(channels.setup, [b"\0"], [listener])
    os.close(listener)
    channels.setup.close()
    observer = Observer(host, plan, f"{place.work}/tool.py", place.base)
    _run(plan, report_fd, token, observer)


def order(orders: socket.socket, header: dict[str, Any], place: Place, token: bytes) -> None:
    """Tell a process that waits in ``become`` what it is."""
    with orders:
        wire.send(orders, {"plan": header, "base": place.base}, {"token": token})


def _orders(orders: socket.socket) -> tuple[Plan, Place, bytes]:
    with orders:
        told, blobs = wire.receive(orders)
    return plan_from(told["plan"]), Place(base=told["base"]), blobs["token"]


def _descriptors(channels: Channels) -> int:
    """Leave open: nothing to read, the two outputs, the report and the two channels."""
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(channels.stdout, 1)
    os.dup2(channels.stderr, 2)
    keep = sorted({channels.report, channels.setup.fileno(), channels.orders.fileno()})
    previous = 2
    for fd in keep:
        os.closerange(previous + 1, fd)
        previous = fd
    os.closerange(previous + 1, 2**20)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    return channels.report


def _environment(plan: Plan, place: Place) -> None:
    os.environ.clear()
    os.environ.update(
        {
            "PATH": _PATH,
            "HOME": place.home,
            "TMPDIR": place.temporary,
            "LANG": "C.UTF-8",
            **plan.env,
        }
    )
    tempfile.tempdir = None  # the server's own, found while warming up


def _run(plan: Plan, report_fd: int, token: bytes, observer: Observer) -> NoReturn:
    sys.path.insert(0, os.getcwd())
    sys.argv = ["tool.py"]
    runner = _RUNNERS[plan.runner]
    code = 1
    if plan.net and not plan.private:
        _name_hosts(plan)
    if plan.runner != "variants":  # of which only red and green is asked
        observer.install()
    try:
        result = runner(plan.request)
        result.events = observer.events()
        code = result.exit_code
        confine.raise_memory()
        report.write(report_fd, token, result)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        # Neither exit handlers nor threads of the foreign code outlive the report.
        os._exit(code)


def _name_hosts(plan: Plan) -> None:
    """Resolve granted hosts to their stand-ins, where there is no /etc/hosts of the job's own."""
    known = {**plan.placeholders(), "localhost": "127.0.0.1"}

    def renamed(host: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        return known.get(name, host)

    def resolving(resolve: Any) -> Any:
        return lambda host, *rest, **named: resolve(renamed(host), *rest, **named)

    def connecting(connect: Any) -> Any:
        return lambda self, to: connect(
            self, (renamed(to[0]), *to[1:]) if isinstance(to, tuple) else to
        )

    for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, function, resolving(getattr(socket, function)))
    for method in ("connect", "connect_ex"):
        setattr(socket.socket, method, connecting(getattr(socket.socket, method)))
