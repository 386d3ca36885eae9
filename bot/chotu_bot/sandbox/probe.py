"""The self-probe: a real job that tries to get out; only its failure to counts."""

import os
import secrets
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox.contract import Job, Limits, Outcome

_TOOL = """
import os, signal, socket

def escape(path, port, process):
    told = {}
    def attempt(name, action):
        try:
            told[name] = str(action())
        except BaseException as error:
            told[name] = None
    attempt("read", lambda: open(path).read())
    attempt("write", lambda: open(path + ".planted", "w").close() or "written")
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", port), 1) and "connected")
    attempt("signal", lambda: os.kill(process, 0) or "signalled")
    attempt("environment", lambda: os.environ["CHOTU_PROBE"])
    attempt("execute", lambda: os.execv("/bin/true", ["true"]))
    return told
"""


def prove(run: Callable[[Job], Outcome]) -> None:
    """Show that files, network, signals and programs are out of reach, and that a job works.

    Raises:
        SandboxUnavailableError: names what was reached.
    """
    secret = secrets.token_hex(8)
    with tempfile.TemporaryDirectory(prefix="chotu-probe-") as folder, socket.socket() as listener:
        canary = Path(folder) / "canary"
        canary.write_text(secret, "utf-8")
        # Permissions must not be what protects it.
        canary.chmod(0o666)
        Path(folder).chmod(0o777)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.setblocking(False)
        arguments = {
            "path": str(canary),
            "port": listener.getsockname()[1],
            "process": os.getpid(),
        }
        outcome = run(_job(arguments))
        reached = _reached(outcome) + _traces(canary, secret, listener)
    if reached:
        raise SandboxUnavailableError(f"the self-probe got through: {', '.join(reached)}")


def _job(arguments: dict[str, str | int]) -> Job:
    return Job(
        runner="call",
        request={"tool": "tool.py", "function": "escape", "arguments": {**arguments}},
        files={"tool.py": _TOOL.encode()},
        limits=Limits(wall_seconds=10.0),
    )


def _reached(outcome: Outcome) -> list[str]:
    report = outcome.report or {}
    told = report.get("result")
    if not isinstance(told, dict) or not told:
        raise SandboxUnavailableError(
            f"the self-probe did not run: {outcome.ended}, {outcome.stderr.strip()[-300:]}"
        )
    return [name for name, value in told.items() if value is not None]


def _traces(canary: Path, secret: str, listener: socket.socket) -> list[str]:
    found = []
    if canary.read_text("utf-8") != secret or len(list(canary.parent.iterdir())) != 1:
        found.append("files changed")
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return found
    return [*found, "a connection came"]
