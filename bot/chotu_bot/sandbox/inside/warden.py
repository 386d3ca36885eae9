"""The warden of a job: lays the files, starts the job, watches it, ends it, collects."""

import os
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
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if private:
            _serve_once(_Post(kernel, host, base, Here(kernel, host)), channel, ahead=ahead)
        else:
            _serve_many(_Post(kernel, host, base, Nursery(kernel, host)), channel, ahead=ahead)
        code = 0
    except wire.LinkClosedError:
        code = 0
    finally:
        os._exit(code)


def _serve_once(post: "_Post", channel: socket.socket, *, ahead: bool) -> None:
    # In a root of its own the job can only be forked once that root is made.
    if ahead:
        rehearsal.of_warden()
    post.answer(_awaited(channel), None)


def _serve_many(post: "_Post", channel: socket.socket, *, ahead: bool) -> None:
    try:
        waiting = body.make(post.parent, ahead=ahead)
        if ahead:
            rehearsal.of_warden()
        while post.answer(_awaited(channel), waiting):
            waiting = body.make(post.parent, ahead=True)
            channel.send(wire.FREE)
    finally:
        post.parent.end()


def _awaited(channel: socket.socket) -> socket.socket:
    _, descriptors, _, _ = socket.recv_fds(channel, 1, 1)
    if not descriptors:
        raise wire.LinkClosedError("there is no job any more")
    return socket.socket(fileno=descriptors[0])


@dataclass(frozen=True, slots=True)
class _Post:
    """What a warden has for each of its jobs."""

    kernel: Kernel
    host: Host
    base: str
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
                self.parent.end()
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
        watch = Watch(self.kernel, plan, place, link, self.parent)
        try:
            watch.start(waiting or body.make(self.parent), header)
            try:
                watch.run()
            finally:
                watch.end()
            return watch.result(), watch.blobs(), watch.clean
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
