"""Short ways to run a job and to say what is expected of it."""

import contextlib
import inspect
import os
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chotu_bot.sandbox.contract import Grants, Job, Limits, Outcome
from chotu_bot.sandbox.local import LocalSandbox


def call(
    box: LocalSandbox,
    source: str | Callable[..., Any],
    arguments: dict[str, Any] | None = None,
    *,
    limits: Limits | None = None,
    grants: Grants | None = None,
    **more: Any,
) -> Outcome:
    """Run ``source`` (text, or a function whose source is taken) as a tool called ``attack``."""
    if callable(source):
        name, text = source.__name__, textwrap.dedent(inspect.getsource(source))
    else:
        name, text = "attack", textwrap.dedent(source)
    job = Job(
        runner="call",
        request={"tool": "tool.py", "function": name, "arguments": arguments or {}},
        files={"tool.py": text.encode(), **more.pop("files", {})},
        limits=limits or Limits(wall_seconds=20.0),
        grants=grants or Grants(),
        **more,
    )
    return box.run(job)


def result(outcome: Outcome) -> Any:
    """What the tool returned; fails the test when it did not."""
    assert outcome.report is not None, (outcome.ended, outcome.stderr)
    assert outcome.report["ok"], outcome.report["error"]
    return outcome.report["result"]


def error(outcome: Outcome) -> dict[str, Any]:
    """What the tool raised; fails the test when it returned."""
    assert outcome.report is not None, (outcome.ended, outcome.stderr)
    assert not outcome.report["ok"], outcome.report
    told = outcome.report["error"]
    assert isinstance(told, dict)
    return told


def named(name: str) -> set[int]:
    """The processes of the machine that call themselves so."""
    found = set()
    for comm in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            if comm.read_text().strip() == name:
                found.add(int(comm.parent.name))
    return found


def is_root() -> bool:
    return os.geteuid() == 0
