"""The warden of a job: lays the files, starts the job, watches it, ends it, collects."""

import contextlib
import os
import select
import signal
import socket
from dataclasses import dataclass
from typing import Any, NoReturn

from . import body, rehearsal, root, scratch, wire
from .body import Body
from .kernel import PR_SET_PDEATHSIG, Kernel
from .parent import Here, Nursery, Parent
from .plan import Host, Plan, plan_from
from .scratch import Place
from .watch import RefusedError, Watch


def serve(
    kernel: Kernel,
    host: Host,
    channel: socket.socket,
    base: str,
    *,
    private: bool,
    ahead: bool,
) -> NoReturn:
    """Run the jobs that ``channel`` brings links to, and end this process.

    In namespaces of its own it runs one job. Elsewhere it says on ``channel`` when it is ready for
    the next, until none comes or one does not end by itself.

    Args:
        kernel: system calls.
        host: the machine.
        channel: to the fork server.
        base: where the scratch folder of a job is to be.
        private: whether it has namespaces of its own.
        ahead: whether there is no job yet, and so time to get ready for one.
    """
    code = 1
    try:
        if private:
            kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            _serve_once(kernel, host, channel, base, ahead=ahead)
        else:
            # Killed with the fork server, or its group, it would leave what its job had forked.
            os.setpgid(0, 0)
            _serve_many(kernel, host, channel, base, ahead=ahead)
        code = 0
    except wire.LinkClosedError:
        code = 0
    finally:
        os._exit(code)


def _serve_once(
    kernel: Kernel, host: Host, channel: socket.socket, base: str, *, ahead: bool
) -> None:
    # In a root of its own the job can only be forked once that root is made.
    if ahead:
        rehearsal.of_warden()
    parent = Here(kernel, host)
    _Post(kernel, host, base, channel, parent).answer(_awaited(channel), None)


def _serve_many(
    kernel: Kernel, host: Host, channel: socket.socket, base: str, *, ahead: bool
) -> None:
    link = None if ahead else _awaited(channel)
    parent, waiting = _parent(kernel, host, link)
    post = _Post(kernel, host, base, channel, parent)
    try:
        if ahead:
            rehearsal.of_warden()
        while post.answer(link or _awaited(channel, parent.fileno(), waiting.ending), waiting):
            link, waiting = None, body.make(parent, ahead=True)
            channel.send(wire.FREE)
    finally:
        parent.end()
        _leave_folder(channel, base)


def _parent(kernel: Kernel, host: Host, link: socket.socket | None) -> tuple[Nursery, Body]:
    """Who forks the jobs, and the process that will be the first; for the job behind ``link``.

    Raises:
        OSError: when there can be none, which who waits is told.
    """
    try:
        parent = Nursery(kernel, host)
        try:
            return parent, body.make(parent, ahead=link is None)
        except OSError:
            parent.end()
            raise
    except OSError as error:
        if link is not None:
            wire.refuse(link, f"no process can be made: {error}")
        raise


def _awaited(channel: socket.socket, *endings: int) -> socket.socket:
    """The link to the next job, as long as none of these tells that what it needs has ended."""
    poll = select.poll()
    for fd in (channel.fileno(), *endings):
        poll.register(fd, select.POLLIN)
    if {fd for fd, _ in poll.poll()} != {channel.fileno()}:
        raise wire.LinkClosedError("the process that would be the job is gone")
    _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    if not descriptors:
        raise wire.LinkClosedError("there is no job any more")
    return socket.socket(fileno=descriptors[0])


def _leave_folder(channel: socket.socket, base: str) -> None:
    """Remove the folder of all scratch folders, where the fork server was killed."""
    poll = select.poll()
    poll.register(channel, select.POLLHUP)
    if poll.poll(0):
        with contextlib.suppress(OSError):  # another warden is not at its end yet
            os.rmdir(os.path.dirname(base))


@dataclass(frozen=True, slots=True)
class _Post:
    """What a warden has for each of its jobs."""

    kernel: Kernel
    host: Host
    base: str
    server: socket.socket
    parent: Parent

    def answer(self, link: socket.socket, waiting: Body | None) -> bool:
        """Run the job behind ``link`` and report; whether it ended by itself and left nothing.

        Raises:
            LinkClosedError: when nobody waits for the report.
        """
        with link:
            header, files = wire.receive(link)
            clean = False
            try:
                result, blobs, clean = self._run(header, files, link, waiting)
            except Exception as error:  # noqa: BLE001 - told to the program, which raises it
                result, blobs = {"refused": f"{type(error).__name__}: {error}"}, {}
            wire.send(link, result, blobs)
        return clean

    def _run(
        self,
        header: dict[str, Any],
        files: dict[str, bytes],
        link: socket.socket,
        waiting: Body | None,
    ) -> tuple[dict[str, Any], dict[str, bytes], bool]:
        plan = plan_from(header)
        place = self._place(plan)
        scratch.lay(place, files, _owner(plan, self.host))
        watch = Watch(self.kernel, plan, place, link, self.parent, self.server)
        try:
            watch.start(waiting or body.make(self.parent), header)
            try:
                watch.run()
            finally:
                watch.end()
            return watch.result(), watch.blobs(), watch.clean
        except Exception:
            self.parent.end()  # nothing of the job may be there when its folder is removed
            raise
        finally:
            watch.close()
            if not plan.private:
                scratch.remove(self.base)

    def _place(self, plan: Plan) -> Place:
        if plan.private:
            root.build(self.kernel, self.host, plan)
            return Place(base=root.JOB)
        if plan.loopback and plan.backend == "landlock":
            raise RefusedError("a private loopback needs a network namespace")
        os.mkdir(self.base, 0o700)
        return Place(base=self.base)


def _owner(plan: Plan, host: Host) -> int | None:
    return plan.user(host) if os.geteuid() == 0 else None
