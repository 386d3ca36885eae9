"""The sandbox contract: a failing job is an outcome, a broken sandbox is an exception."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

from chotu_bot.domain.shapes import Json

Runner = Literal["call", "pytest", "variants"]
"""The trusted program that drives the foreign code inside the job.

``call``
    request ``{"tool": "tool.py", "function": NAME, "arguments": {...}}``;
    report ``{"ok": true, "result": JSON}`` or ``{"ok": false, "error": {"class": str,
    "message": str, "traceback": str, "line": int}}`` (line: last frame inside the tool, 0 when
    none). A result that is not JSON is an error of class ``ResultNotJson``.
``pytest``
    request ``{"tests": ["test_tool.py"], "reverse": bool, "exitfirst": bool, "coverage": bool,
    "count_steps": bool, "examples": int}`` (a step: a function of tool.py entered, or a loop of it
    gone round once; examples: of each hypothesis property, without shrinking);
    report ``{"exit": int, "tests": [{"id": str, "outcome": "passed|failed|error|skipped|xfailed|
    xpassed", "message": str}], "errors": [str], "coverage": null | {"branches": int,
    "covered_branches": int, "lines": int, "covered_lines": int, "missing": [int]}, "steps": int}``.
    Coverage is of tool.py alone, without its ``if __name__ == "__main__":`` block.
``variants``
    request ``{"tests": [...], "control": relative path, "variants": [relative path],
    "seconds": float, "examples": int, "step_budget": int}``: the tests, up to the first failure,
    against each variant of tool.py (a test that goes over the budget of steps fails), each in a
    process of its own that finds the scratch folder as the first one did. Tests that need no
    session run without one first, where the control, the tool itself, is green on them. A run may
    take ``seconds`` by the clock; report ``{"variants": ["green|red|stray"]}``, cut short after
    one that left a process behind (stray).
"""


class Ended(StrEnum):
    """How a job ended. ``EXITED`` says nothing about success: the report and exit code do."""

    EXITED = "exited"
    TIMEOUT = "timeout"
    CPU = "cpu"
    MEMORY = "memory"
    DISK = "disk"
    PROCESSES = "processes"
    OUTPUT = "output"
    SIGNALLED = "signalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a job may use; every limit has its own verdict in ``Ended``."""

    wall_seconds: float = 10.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 * 2**20
    disk_bytes: int = 64 * 2**20
    """All files in the scratch folder together where a tmpfs enforces it, else per file."""
    processes: int = 32
    output_bytes: int = 1 * 2**20
    """stdout and stderr, each; also the report on its pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """What a job may touch outside its scratch folder; empty means nothing."""

    read: tuple[Path, ...] = ()
    """Existing files or folders, resolved; granted read-only at the same path."""
    write: tuple[Path, ...] = ()
    """Existing files or folders, resolved; granted for reading and writing at the same path."""
    net: tuple[tuple[str, int], ...] = ()
    """Hosts and ports that may be connected to."""
    run: tuple[str, ...] = ()
    """Executables, resolved to absolute paths."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Environment variables and their values."""
    system: bool = False
    """Reading machine status under /proc and /sys."""
    loopback: bool = False
    """A private loopback interface (tests of network tools); not the host's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of foreign code to run."""

    runner: Runner
    request: Mapping[str, Json]
    """What the runner is told; JSON."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Laid into the scratch folder, the job's working directory, by relative path."""
    collect: tuple[str, ...] = ()
    """Relative paths (files or folders) in the scratch folder to bring out afterwards."""
    limits: Limits = field(default_factory=Limits)
    grants: Grants = field(default_factory=Grants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a job did or was denied, seen with a frame of tool.py on the stack."""

    kind: Literal["read", "write", "net", "run", "env", "system"]
    subject: str
    """Path, ``host:port``, executable or variable."""
    line: int
    """Innermost line of tool.py."""
    denied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job."""

    ended: Ended
    exit_code: int
    """The process's exit code, or minus the signal's number."""
    report: Mapping[str, Json] | None
    """What the runner reported; None when it did not get that far (never a success)."""
    stdout: str
    stderr: str
    seconds: float
    peak_bytes: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    """What was collected, by relative path; absent paths are absent."""
    events: tuple[Event, ...] = ()


class Assurance(StrEnum):
    """Whether a guarantee is in force."""

    HELD = "held"
    PARTLY = "partly"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """One thing the sandbox keeps from foreign code."""

    name: Literal[
        "filesystem",
        "metadata",
        "network",
        "signals",
        "ipc",
        "processes",
        "memory",
        "secrets",
        "kernel surface",
    ]
    assurance: Assurance
    by: str
    """What enforces it, or what would."""


Backend = Literal["namespaces", "bubblewrap", "landlock"]
"""Strongest first."""


class Cancellation:
    """Whether somebody still waits for a job; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._end: Callable[[], None] | None = None

    @property
    def asked(self) -> bool:
        """Whether it was cancelled."""
        return self._asked

    def cancel(self) -> None:
        """Nobody waits any more: end what is under way, and let nothing begin."""
        with self._lock:
            self._asked = True
            if self._end is not None:
                self._end()

    @contextlib.contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """While this is open, a cancellation calls ``end``; at once, if it came before."""
        with self._lock:
            self._end = end
            if self._asked:
                end()
        try:
            yield
        finally:
            with self._lock:
                self._end = None


class Sandbox(Protocol):
    """A place to run jobs. Safe to call from several threads."""

    @property
    def backend(self) -> Backend:
        """Which backend is in force."""
        ...

    @property
    def guarantees(self) -> tuple[Guarantee, ...]:
        """What is in force, found by a self-probe and not by a return code."""
        ...

    def run(self, job: Job, cancellation: Cancellation | None = None) -> Outcome:
        """Run ``job`` to its end; afterwards no process and no file of it is left.

        Args:
            job: what to run.
            cancellation: ends the job, and every process of it, when it is asked for.

        Raises:
            CallCancelledError: when it was cancelled.
            SandboxUnavailableError: when any layer that was asked for does not hold.
        """
        ...

    def close(self) -> None:
        """Stop the fork server; jobs under way are killed."""
        ...
