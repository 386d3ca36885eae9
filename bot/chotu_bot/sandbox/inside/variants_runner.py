"""The runner ``variants``: the same tests against many variants of the tool, each in a fork.

This process reads the variants, and runs none of them. Every fork finds the scratch folder as the
first one did: whatever a variant leaves behind, files or processes, is gone before the next.
"""

import contextlib
import os
import select
import shutil
import signal
import time
from typing import Any

from . import pytest_runner
from .report import Report
from .steps import Steps

_TICK_SECONDS = 0.05
_RED = 1


def run(request: dict[str, Any]) -> Report:
    """Run the tests against each variant, in order; stop where one leaves a process behind."""
    folder = os.getcwd()
    places = [folder, os.environ["HOME"], os.environ["TMPDIR"]]
    sources = [_taken(os.path.join(folder, name)) for name in request["variants"]]
    pytest_runner.settle_hypothesis(request.get("examples"))
    prepared = Prepared(folder, request)
    kept = [set(os.listdir(place)) for place in places]
    outcomes: list[str] = []
    for source in sources:
        _write(os.path.join(folder, "tool.py"), source)
        outcomes.append(_outcome(prepared, float(request["seconds"])))
        if outcomes[-1] == "stray":
            break
        for place, names in zip(places, kept, strict=True):
            _empty(place, names)
    return Report(body={"variants": outcomes}, exit_code=0)


class Prepared:
    """A pytest session up to the point where the first foreign line would be read.

    Building the configuration and registering plugins is most of what a short session costs, so
    it is done once; every fork goes on from here.
    """

    def __init__(self, folder: str, request: dict[str, Any]) -> None:
        from _pytest.config import _prepareconfig
        from _pytest.main import Session

        Steps(request.get("step_budget")).install(folder)
        pytest_runner.keep_plugins_out()
        arguments = pytest_runner.arguments_for(folder, exitfirst=True)
        self._recorder = pytest_runner.Recorder(reverse=False)
        self._config = _prepareconfig(
            [*arguments, "--assert=plain", "--tb=no", *request["tests"]], [self._recorder]
        )
        self._config._do_configure()  # noqa: SLF001 - what pytest.main calls here
        self._session = Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)

    def is_green(self) -> bool:
        """Collect and run; whether there were tests and every one of them passed."""
        self._config.hook.pytest_collection(session=self._session)
        self._config.hook.pytest_runtestloop(session=self._session)
        tests = self._recorder.tests()
        passed = all(test["outcome"] == "passed" for test in tests)
        return bool(tests) and passed and not self._recorder.errors


def _outcome(prepared: Prepared, seconds: float) -> str:
    """``green`` when every test passed, ``red`` when not, ``stray`` when a process stayed."""
    child = os.fork()
    if child == 0:
        _be_variant(prepared)
    code = _wait(child, seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if _has_children():
        return "stray"
    return "green" if code == 0 else "red"


def _be_variant(prepared: Prepared) -> None:
    """Become one variant's test session; ends the process, red whatever is raised."""
    code = _RED
    try:
        os.setsid()
        code = 0 if prepared.is_green() else _RED
    finally:
        os._exit(code)


def _wait(child: int, seconds: float) -> int:
    """The exit code of a child, which is killed when it takes longer."""
    deadline = time.monotonic() + seconds
    pidfd = _pidfd(child)
    try:
        while True:
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return _RED
            _pause(pidfd)
    finally:
        if pidfd is not None:
            os.close(pidfd)


def _pidfd(child: int) -> int | None:
    """A descriptor that tells of the child's end, where the kernel and the filter give one."""
    try:
        return os.pidfd_open(child)
    except OSError:
        return None


def _pause(pidfd: int | None) -> None:
    select.select([pidfd] if pidfd is not None else [], [], [], _TICK_SECONDS if pidfd else 0.001)


def _has_children() -> bool:
    """Whether something that a variant started is still there after its group was killed."""
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        try:
            found, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if not found:
            time.sleep(0.001)
    return True


def _taken(path: str) -> bytes:
    """The content of a file, which is removed so that no variant sees another."""
    with open(path, "rb") as stream:
        content = stream.read()
    os.unlink(path)
    return content


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(content)


def _empty(folder: str, kept: set[str]) -> None:
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name in kept:
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.unlink(path)
