"""The process that will be a job, forked before there is one where that can be."""

import os
import socket
from dataclasses import dataclass
from typing import Any

from . import job
from .parent import Parent
from .scratch import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A process that waits to be told what it is, and the warden's ends of its pipes."""

    ending: int
    """Readable when it has ended."""
    outputs: dict[int, str]
    """By descriptor: ``stdout``, ``stderr`` or ``report``."""
    setup: socket.socket
    """Where it says that it has confined itself, or why not."""
    orders: socket.socket

    def begin(self, header: dict[str, Any], place: Place, token: bytes) -> None:
        """Let it be the job of ``header``."""
        job.order(self.orders, header, place, token)


def make(parent: Parent, *, ahead: bool = False) -> Body:
    """A child of ``parent``.

    Args:
        parent: who forks it.
        ahead: whether there is no job for it yet.

    Raises:
        OSError: when there can be none.
    """
    pipes = {name: os.pipe() for name in ("stdout", "stderr", "report")}
    setup, its_setup = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    orders, its_orders = socket.socketpair()
    ends = {name: writing for name, (_, writing) in pipes.items()}
    with its_setup, its_orders:
        channels = job.Channels(setup=its_setup, orders=its_orders, **ends)
        ending = os.pidfd_open(parent.fork(channels, ahead=ahead))
    for reading, writing in pipes.values():
        os.close(writing)
        os.set_blocking(reading, False)
    outputs = {reading: name for name, (reading, _) in pipes.items()}
    return Body(ending=ending, outputs=outputs, setup=setup, orders=orders)
