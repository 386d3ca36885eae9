"""Connections that a job may make: asked for here, made by the program outside.

The address is copied once and turned back into the granted host; the program resolves that
host and connects a socket of its own, which then takes the place of the job's. The job's own
socket is never connected, so there is no race between looking at the address and using it.
"""

import errno
import os
import socket
import struct

from . import memory, wire
from .plan import Plan
from .supervisor import Answer, Call, Supervisor

_LONGEST_ADDRESS = 128
_MOST_WAITING = 64


class Connections:
    """The connections of one job."""

    def __init__(self, plan: Plan, link: socket.socket) -> None:
        self._granted = set(plan.net)
        self._names = {address: name for name, address in plan.placeholders().items()}
        self._link = link
        self._waiting: dict[int, Call] = {}
        self._asked = 0

    def __call__(self, call: Call) -> Answer | None:
        """Ask the program to connect where that was granted; the answer comes later."""
        wanted = self._wanted(_address(call))
        if wanted is None or len(self._waiting) >= _MOST_WAITING:
            return Answer(error=errno.EACCES)
        self._asked += 1
        self._waiting[self._asked] = call
        wire.send(self._link, {"connect": [*wanted], "number": self._asked}, {})
        return None

    def _wanted(self, address: tuple[str, int] | None) -> tuple[str, int] | None:
        if address is None:
            return None
        host, port = address
        names = [self._names.get(host, host)]
        if host in {"127.0.0.1", "::1"}:
            names.append("localhost")
        return next(((n, port) for n in names if (n, port) in self._granted), None)

    def settle(self, supervisor: Supervisor) -> None:
        """Take one reply of the program and let the job's call return.

        Raises:
            wire.LinkClosedError: when the program is gone.
        """
        message, descriptors, _, _ = socket.recv_fds(
            self._link, wire.CONNECTED.size, 1, socket.MSG_WAITALL
        )
        if len(message) < wire.CONNECTED.size:
            raise wire.LinkClosedError("the program is gone")
        number, error = wire.CONNECTED.unpack(message)
        call = self._waiting.pop(number)
        answer = Answer(error=error)
        for fd in descriptors:
            if not error and not _replace(supervisor, call, fd):
                answer = Answer(error=errno.EBADF)
            os.close(fd)
        supervisor.answer(call, answer)


def _address(call: Call) -> tuple[str, int] | None:
    """Host and port of a ``connect``; None for any family but the internet's."""
    raw = memory.read(call.pid, call.arguments[1], min(call.arguments[2], _LONGEST_ADDRESS))
    if len(raw) < 8:
        return None
    family, port = struct.unpack_from("=H", raw)[0], struct.unpack_from("!H", raw, 2)[0]
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, raw[4:8]), port
    if family == socket.AF_INET6 and len(raw) >= 24:
        return socket.inet_ntop(socket.AF_INET6, raw[8:24]), port
    return None


def _replace(supervisor: Supervisor, call: Call, fd: int) -> bool:
    """Put ``fd`` in the place of the caller's socket, with the same two flags."""
    number = call.arguments[0] & 0xFFFFFFFF
    flags = _flags(call.pid, number)
    if flags is None or not supervisor.valid(call):
        return False
    os.set_blocking(fd, not flags & os.O_NONBLOCK)
    return supervisor.give(call, fd, number, close_on_exec=bool(flags & os.O_CLOEXEC))


def _flags(pid: int, number: int) -> int | None:
    """The flags of a descriptor that is a socket."""
    try:
        if not os.readlink(f"/proc/{pid}/fd/{number}").startswith("socket:"):
            return None
        with open(f"/proc/{pid}/fdinfo/{number}", encoding="ascii") as stream:
            lines = dict(line.split(":", 1) for line in stream if ":" in line)
    except OSError:
        return None
    return int(lines["flags"], 8)
