"""The sandbox of this machine: the strongest backend that proves itself."""

import contextlib
import json
import platform
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self, cast, get_args

from chotu_bot.domain.shapes import Json
from chotu_bot.errors import CallCancelledError, SandboxUnavailableError
from chotu_bot.sandbox import bubblewrap, probe
from chotu_bot.sandbox.contract import (
    Backend,
    Cancellation,
    Ended,
    Event,
    Grants,
    Guarantee,
    Job,
    Outcome,
)
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.guarantees import guarantees
from chotu_bot.sandbox.inside import wire
from chotu_bot.sandbox.network import Broker, Connector, Resolve
from chotu_bot.sandbox.server import ForkServer

ORDER: tuple[Backend, ...] = get_args(Backend)
"""Strongest first."""
_MACHINES = frozenset({"x86_64", "aarch64"})


def open_sandbox(
    environment: Environment, *, minimum: Backend = "landlock", backend: Backend | None = None
) -> "LocalSandbox":
    """A sandbox over ``environment``; nothing is started before it is used or told to.

    Args:
        environment: what jobs run in.
        minimum: the weakest backend that will do.
        backend: this one and no other; None picks the strongest that passes its probe.

    Raises:
        SandboxUnavailableError: when this system has no means at all.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        raise SandboxUnavailableError(
            f"foreign code cannot be isolated on {sys.platform} {platform.machine()}: "
            "use Linux on x86_64 or aarch64, for instance in a container"
        )
    choices = ORDER[: ORDER.index(minimum) + 1]
    if backend is not None:
        if backend not in choices:
            raise SandboxUnavailableError(f"{backend} is weaker than the configured {minimum}")
        choices = (backend,)
    return LocalSandbox(environment, choices)


class LocalSandbox:
    """Runs jobs on this machine; safe to call from several threads."""

    def __init__(
        self,
        environment: Environment,
        choices: tuple[Backend, ...],
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self._choices = choices
        self._resolve = resolve
        self._environment = environment
        self._servers = {False: ForkServer(environment, warm=False), True: ForkServer(environment)}
        self._wrapped: dict[bool, ForkServer] = {}
        self._lock = threading.Lock()
        self._backend: Backend | None = None
        self._closed = False

    def start(self, *, tests: bool = False) -> None:
        """Begin to warm up; returns at once, the first job waits for it.

        Args:
            tests: for jobs that run tests, too, and not for calls alone.
        """
        for runs_tests in (False, True)[: 1 + tests]:
            with self._serving(self._choices[0], Grants(), tests=runs_tests) as server:
                server.start()

    @property
    def backend(self) -> Backend:
        """Which backend is in force; waits for the probe."""
        with self._lock:
            if self._backend is None:
                self._backend = self._choose()
            return self._backend

    @property
    def guarantees(self) -> tuple[Guarantee, ...]:
        """What is in force; waits for the probe."""
        with self._serving(self.backend, Grants()) as server:
            return guarantees(self.backend, server.landlock())

    def _choose(self) -> Backend:
        refusals = []
        for backend in self._choices:
            try:
                self._prove(backend)
            except SandboxUnavailableError as error:
                refusals.append(f"{backend}: {error}")
            else:
                return backend
        raise SandboxUnavailableError(
            "foreign code cannot be isolated here as far as the configuration demands; "
            + "; ".join(refusals)
        )

    def _prove(self, backend: Backend) -> None:
        with self._serving(backend, Grants()) as server:
            if server.landlock() < 1:
                raise SandboxUnavailableError("the kernel has no Landlock (5.13, lsm=landlock)")
        probe.prove(lambda job: self._run(backend, job, Cancellation()))

    def run(self, job: Job, cancellation: Cancellation | None = None) -> Outcome:
        """Run ``job`` to its end; see ``Sandbox``."""
        return self._run(self.backend, job, cancellation or Cancellation())

    def _run(self, backend: Backend, job: Job, cancellation: Cancellation) -> Outcome:
        header = _header(backend, job)
        try:
            tests = job.runner != "call"
            with self._serving(backend, job.grants, tests=tests) as server:
                link = server.submit(header, job.files, private=backend == "namespaces")
                # The warden ends a job whose link is closed.
                with link, cancellation.ending(lambda: link.shutdown(socket.SHUT_RDWR)):
                    answer, blobs = self._accompany(link, job)
        except wire.LinkClosedError as error:
            if cancellation.asked:
                raise CallCancelledError("it was cancelled by whoever asked for it") from error
            raise SandboxUnavailableError(f"the job's warden is gone: {error}") from error
        if "refused" in answer:
            raise SandboxUnavailableError(f"a layer did not hold: {answer['refused']}")
        return _outcome(answer, blobs)

    @contextlib.contextmanager
    def _serving(
        self, backend: Backend, grants: Grants, *, tests: bool = False
    ) -> Iterator[ForkServer]:
        """The server for a job; under bubblewrap one of its own where it is granted more.

        Calls have a server without pytest and its kin: a fork costs what its memory is.
        """
        if self._closed:
            raise SandboxUnavailableError("the sandbox was closed")
        if backend != "bubblewrap":
            yield self._servers[tests]
        elif bubblewrap.needs_own(grants):
            prefix = bubblewrap.command(self._environment, grants)
            own = ForkServer(self._environment, prefix, warm=False)
            try:
                yield own
            finally:
                own.close()
        else:
            if tests not in self._wrapped:
                prefix = bubblewrap.command(self._environment, grants)
                self._wrapped[tests] = ForkServer(self._environment, prefix, warm=tests)
            yield self._wrapped[tests]

    def _accompany(self, link: socket.socket, job: Job) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Connect what the job asks for and may have, until its outcome comes."""
        connector = Connector(granted=frozenset(job.grants.net), resolve=self._resolve)
        broker = Broker(connector, link)
        try:
            while True:
                answer, blobs = wire.receive(link)
                if "connect" not in answer:
                    return answer, blobs
                host, port = answer["connect"]
                broker.begin(answer["number"], host, port)
        finally:
            broker.close()

    def close(self) -> None:
        """Stop the fork servers; jobs under way are killed."""
        self._closed = True
        for server in (*self._servers.values(), *self._wrapped.values()):
            server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _header(backend: Backend, job: Job) -> dict[str, Any]:
    limits, grants = job.limits, job.grants
    return {
        "backend": backend,
        "runner": job.runner,
        "request": dict(job.request),
        "collect": list(job.collect),
        "wall": limits.wall_seconds,
        "cpu": limits.cpu_seconds,
        "memory": limits.memory_bytes,
        "disk": limits.disk_bytes,
        "processes": limits.processes,
        "output": limits.output_bytes,
        "read": [_resolved(path) for path in grants.read],
        "write": [_resolved(path) for path in grants.write],
        "net": [list(pair) for pair in grants.net],
        "run": list(grants.run),
        "env": dict(grants.env),
        "system": grants.system,
        "loopback": grants.loopback,
    }


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve(strict=True))
    except OSError as error:
        raise ValueError(f"cannot grant {path}: {error.strerror}") from error


def _outcome(answer: Mapping[str, Any], blobs: Mapping[str, bytes]) -> Outcome:
    message = _message(blobs["report"])
    ended = Ended(answer["ended"])
    limit = message.get("limit")
    if ended is Ended.EXITED and limit in {"memory", "disk"}:
        ended = Ended(limit)
    return Outcome(
        ended=ended,
        exit_code=answer["exit_code"],
        report=message.get("report"),
        stdout=blobs["stdout"].decode("utf-8", "replace"),
        stderr=blobs["stderr"].decode("utf-8", "replace"),
        seconds=answer["seconds"],
        peak_bytes=answer["peak"],
        files={
            name.removeprefix("file:"): blob
            for name, blob in blobs.items()
            if name.startswith("file:")
        },
        events=tuple(_events(message.get("events"))),
    )


def _message(raw: bytes) -> dict[str, Any]:
    """The runner's message; empty when there is none or it is malformed, never a success."""
    with contextlib.suppress(ValueError, RecursionError):
        message = json.loads(raw)
        if isinstance(message, dict) and isinstance(message.get("report"), dict):
            return cast("dict[str, Any]", message)
    return {}


def _events(listed: Json) -> list[Event]:
    found = []
    for entry in listed if isinstance(listed, list) else []:
        with contextlib.suppress(TypeError):
            found.append(Event(**cast("Any", entry)))
    return found
