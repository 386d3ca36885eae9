"""The decisions that a filter cannot take: each is asked for by the kernel, call by call."""

import errno
import fcntl
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass

from .census import Census, threads
from .kernel import Kernel
from .policy import FORKS, METADATA, SIGNALS

_RECEIVE, _SEND, _VALID, _ADD_FD = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103
_NOTICE = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_CONTINUE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One system call of the job that waits for an answer."""

    identity: int
    pid: int
    number: int
    arguments: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the job sees: an error number, a value, or the call as it was made."""

    error: int = 0
    value: int = 0
    go_on: bool = False


GO_ON = Answer(go_on=True)
Decide = Callable[[Call], Answer | None]
"""Answers a call; None when the answer comes later."""


class Supervisor:
    """Answers the calls of one job on its listener."""

    def __init__(self, listener: int, decisions: dict[int, Decide]) -> None:
        self.listener = listener
        self._decisions = decisions

    def serve(self) -> None:
        """Take one call and answer it, unless the caller is gone meanwhile."""
        buffer = bytearray(_NOTICE.size)
        try:
            fcntl.ioctl(self.listener, _RECEIVE, buffer)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.EINTR}:
                return
            raise
        identity, pid, _, number, _, _, *arguments = _NOTICE.unpack(buffer)
        call = Call(identity=identity, pid=pid, number=number, arguments=tuple(arguments))
        answer = self._decide(call)
        if answer is not None:
            self.answer(call, answer)

    def _decide(self, call: Call) -> Answer | None:
        decision = self._decisions.get(call.number)
        if decision is None:
            return Answer(error=errno.EPERM)
        try:
            return decision(call)
        except OSError as error:
            return Answer(error=error.errno or errno.EPERM)

    def valid(self, call: Call) -> bool:
        """Whether the caller still waits, so that what was read of it is its own."""
        try:
            fcntl.ioctl(self.listener, _VALID, struct.pack("=Q", call.identity))
        except OSError:
            return False
        return True

    def answer(self, call: Call, answer: Answer) -> None:
        """Let the call return."""
        flags = _CONTINUE if answer.go_on else 0
        packed = _ANSWER.pack(call.identity, answer.value, -answer.error, flags)
        try:
            fcntl.ioctl(self.listener, _SEND, packed)
        except OSError as error:
            if error.errno != errno.ENOENT:  # the caller was killed
                raise

    def give(self, call: Call, fd: int, number: int, *, close_on_exec: bool) -> bool:
        """Put ``fd`` in place of the caller's descriptor ``number``."""
        set_number = 1
        packed = struct.pack(
            "=QIIII",
            call.identity,
            set_number,
            fd,
            number,
            os.O_CLOEXEC if close_on_exec else 0,
        )
        try:
            fcntl.ioctl(self.listener, _ADD_FD, packed)
        except OSError:
            return False
        return True


class ProcessCount:
    """Lets a job have so many processes and threads and no more."""

    def __init__(self, census: Census, most: int, reap: Callable[[], object]) -> None:
        self._census = census
        self._most = most
        self._reap = reap
        self.refused = 0

    def __call__(self, call: Call) -> Answer:
        """Allow one more, or refuse as the kernel would."""
        del call
        if self._has_room():
            return GO_ON
        self._reap()  # what has ended counts until somebody takes leave of it
        if self._has_room():
            return GO_ON
        self.refused += 1
        return Answer(error=errno.EAGAIN)

    def _has_room(self) -> bool:
        return threads(self._census.pids()) < self._most


class OwnProcesses:
    """Lets a job signal its own processes only."""

    def __init__(self, census: Census) -> None:
        self._census = census

    def __call__(self, call: Call) -> Answer:
        """Allow a signal to a process of the job; groups and everybody are refused."""
        target = call.arguments[0] & 0xFFFFFFFF
        allowed = target in self._census.pids() or self._is_thread_of(call.pid, target)
        return GO_ON if allowed else Answer(error=errno.EPERM)

    def _is_thread_of(self, pid: int, thread: int) -> bool:
        return os.path.exists(f"/proc/{pid}/task/{thread}")


def decisions(
    kernel: Kernel, census: Census, count: ProcessCount, metadata: Decide, connect: Decide
) -> dict[int, Decide]:
    """Who decides which call."""
    table: dict[int, Decide] = {}
    for names, decide in (
        (FORKS, count),
        (SIGNALS, OwnProcesses(census)),
        (METADATA, metadata),
        (["connect"], connect),
    ):
        table.update({kernel.numbers[n]: decide for n in names if n in kernel.numbers})
    return table
