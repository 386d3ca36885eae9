"""The runner ``variants``: the same tests against many variants of the tool, each in a fork.

This process reads and compiles the variants, and runs none of them. Every fork finds the scratch
folder as the first one did: whatever a variant leaves behind, files or processes, is gone before
the next.

A variant first meets the plain tests alone, without a session; what does not turn red there meets
all of them in a session. The short cut is taken only where the control, which is the tool itself,
is green on it.
"""

import contextlib
import gc
import os
import select
import signal
import stat
import time
from collections.abc import Callable
from typing import Any

from . import ahead, pytest_runner, scratch
from .plain_tests import run_plain_tests
from .report import Report
from .root import JOB, OWN_FOLDERS
from .steps import Compiled, Steps

_TICK_SECONDS = 0.05
_RED = 1
_OPEN = 0o755
"""Mode of the folders of a job."""


def run(request: dict[str, Any]) -> Report:
    """Run the tests against each variant, in order; stop where one leaves a process behind."""
    folder = os.getcwd()
    places = [folder, os.environ["HOME"], os.environ["TMPDIR"]]
    control = _taken(os.path.join(folder, request["control"]))
    sources = [_taken(os.path.join(folder, name)) for name in request["variants"]]
    pytest_runner.settle_hypothesis(request.get("examples"))
    bench = Bench(folder, places, float(request["seconds"]), Prepared(folder, request))
    bench.settle(control, request["tests"])
    outcomes: list[str] = []
    for source in sources:
        outcomes.append(bench.outcome(source))
        if outcomes[-1] == "stray":
            break
    return Report(body={"variants": outcomes}, exit_code=0)


class Bench:
    """Where one variant after the other meets the tests, each time as if it were the first."""

    def __init__(
        self, folder: str, places: list[str], seconds: float, prepared: "Prepared"
    ) -> None:
        self._folder, self._seconds, self._prepared = folder, seconds, prepared
        self._base, self._places = os.path.dirname(folder), places
        self._kept = {path: _read(path) for place in places for path in _files(place)}
        self._short_cut = False

    def settle(self, control: bytes, tests: list[str]) -> None:
        """Have ready what every variant needs, and take the short cut if the tool is green on it.

        Args:
            control: the tool itself.
            tests: the names of the files of its tests.
        """
        files = [self._kept[os.path.join(self._folder, name)] for name in tests]
        own, libraries = ahead.imported([control, *files], self._foreign())
        ahead.take_in(own)
        if libraries and self._bears(libraries, control):
            ahead.take_in(libraries)
        # A fork copies fewer pages where the collector leaves its parent's objects alone.
        gc.collect()
        gc.freeze()
        self._short_cut = self._run(control, self._prepared.is_plainly_green) == "green"

    def _foreign(self) -> set[str]:
        """The modules that the working directory holds, now or once a variant runs."""
        return {"tool"} | {name.partition(".")[0] for name in os.listdir(self._folder)}

    def _bears(self, names: list[str], control: bytes) -> bool:
        """Whether the tool is green as well where these modules were imported before the fork."""

        def is_green() -> bool:
            return self._run(control, self._prepared.is_green) == "green"

        child = os.fork()
        if child == 0:
            _be_variant(lambda: ahead.bear_forks(names, is_green))
        return _wait(child, 2 * self._seconds) == 0

    def outcome(self, source: bytes) -> str:
        """``green`` when every test passed, ``red`` when not, ``stray`` when a process stayed."""
        if self._short_cut:
            found = self._run(source, self._prepared.is_plainly_green)
            if found != "green":
                return found
        return self._run(source, self._prepared.is_green)

    def _run(self, source: bytes, is_green: Callable[[], bool]) -> str:
        if not self._prepared.take(source):
            return "red"
        _write(os.path.join(self._folder, "tool.py"), source)
        found = _outcome(is_green, self._seconds)
        self._restore()
        return found

    def _restore(self) -> None:
        """Make the folders what they were, whatever names, modes or contents a variant left."""
        for name in set(os.listdir(self._base)) - {os.path.basename(one) for one in self._places}:
            _away(os.path.join(self._base, name))
        for place in self._places:
            scratch.empty(place)
        for path in _shared(self._base):
            _away(path)
        for place in self._places:
            if stat.S_IMODE(os.stat(place).st_mode) != _OPEN:
                os.chmod(place, _OPEN)
        for path, content in self._kept.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _write(path, content)


class Prepared:
    """A pytest session up to the point where the first foreign line would be run.

    Building the configuration, registering plugins and compiling the tests is most of what a
    short session costs, so it is done once; every fork goes on from here.
    """

    def __init__(self, folder: str, request: dict[str, Any]) -> None:
        from _pytest.main import Session

        self._steps = Steps(folder, request.get("step_budget"))
        self._compiled = Compiled(folder, self._steps)
        self._compiled.install()
        self._modules = [file.removesuffix(".py") for file in request["tests"]]
        for name in self._modules:
            self._take_tests(folder, name)
        pytest_runner.keep_plugins_out()
        arguments = pytest_runner.arguments_for(folder, exitfirst=True)
        self._recorder = pytest_runner.Recorder(reverse=False)
        self._config = pytest_runner.configured(
            [*arguments, "--assert=plain", "--tb=no", *request["tests"]], self._recorder
        )
        self._config._do_configure()  # noqa: SLF001 - what pytest.main calls here
        self._session = Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)

    def _take_tests(self, folder: str, name: str) -> None:
        path = os.path.join(folder, f"{name}.py")
        self._compiled.take(name, compile(_read(path), path, "exec", dont_inherit=True))

    def take(self, source: bytes) -> bool:
        """Compile the variant that runs next; False for one that is no Python."""
        try:
            code = self._steps.compiled(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        self._compiled.take("tool", code)
        return True

    def is_plainly_green(self) -> bool:
        """Run the plain tests alone; whether there were some and every one of them passed."""
        counts = [run_plain_tests(name) for name in self._modules]
        return any(count for count, _ in counts) and not any(failed for _, failed in counts)

    def is_green(self) -> bool:
        """Collect and run; whether there were tests and every one of them passed."""
        self._config.hook.pytest_collection(session=self._session)
        self._config.hook.pytest_runtestloop(session=self._session)
        tests = self._recorder.tests()
        passed = all(test["outcome"] == "passed" for test in tests)
        return bool(tests) and passed and not self._recorder.errors


def _outcome(is_green: Callable[[], bool], seconds: float) -> str:
    child = os.fork()
    if child == 0:
        _be_variant(is_green)
    code = _wait(child, seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if _has_children():
        return "stray"
    return "green" if code == 0 else "red"


def _be_variant(is_green: Callable[[], bool]) -> None:
    """Become one variant's test run; ends the process, red whatever is raised."""
    code = _RED
    try:
        os.setsid()
        code = 0 if is_green() else _RED
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
    content = _read(path)
    os.unlink(path)
    return content


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(content)


def _files(folder: str) -> list[str]:
    return [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]


def _shared(base: str) -> list[str]:
    """What lies where a job can write besides, in a root of its own."""
    if base != JOB:
        return []
    return [os.path.join(one, name) for one in OWN_FOLDERS for name in os.listdir(one)]


def _away(path: str) -> None:
    try:
        os.unlink(path)
    except IsADirectoryError:
        scratch.remove(path)
