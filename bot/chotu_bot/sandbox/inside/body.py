"""The process that will be a job, forked before there is one where that can be."""

import os
import socket
from dataclasses import dataclass
from typing import Any

from . import job
from .kernel import PR_SET_DUMPABLE, Kernel
from .plan import Host
from .scratch import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A process that waits to be told what it is, and the warden's ends of its pipes."""

    pid: int
    outputs: dict[int, str]
    """By descriptor: ``stdout``, ``stderr`` or ``report``."""
    setup: socket.socket
    """Where it says that it has confined itself, or why not."""
    orders: socket.socket

    def begin(self, header: dict[str, Any], place: Place, token: bytes) -> None:
        """Let it be the job of ``header``."""
        job.order(self.orders, header, place, token)


def fork(kernel: Kernel, host: Host, *, ahead: bool = False) -> Body:
    """A child of this process, which is still as pristine as the fork server.

    Args:
        kernel: system calls.
        host: the machine.
        ahead: whether there is no job for it yet.
    """
    pipes = {name: os.pipe() for name in ("stdout", "stderr", "report")}
    setup, its_setup = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    orders, its_orders = socket.socketpair()
    ends = {name: writing for name, (_, writing) in pipes.items()}
    pid = os.fork()
    if pid == 0:
        # Closed by hand: where the warden is gone, nobody must seem to be there.
        orders.close()
        channels = job.Channels(setup=its_setup, orders=its_orders, **ends)
        job.become(kernel, host, channels, ahead=ahead)
    # From here on /proc of the warden is closed to processes of the same user.
    kernel.prctl(PR_SET_DUMPABLE, 0)
    its_setup.close()
    its_orders.close()
    for reading, writing in pipes.values():
        os.close(writing)
        os.set_blocking(reading, False)
    outputs = {reading: name for name, (reading, _) in pipes.items()}
    return Body(pid=pid, outputs=outputs, setup=setup, orders=orders)
