"""What every backend does alike: results, verdicts, grants, honest programs, nothing left."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from chotu_bot.sandbox.contract import Ended, Grants, Job, Limits
from chotu_bot.sandbox.local import LocalSandbox
from sandbox.arena import call, error, named, result

pytest_plugins = ("sandbox.fixtures",)

ADD = b"def add(a, b):\n    if a < 0:\n        raise ValueError('negative')\n    return a + b\n"


def pytest_job(tests: str, tool: bytes = ADD, **request: Any) -> Job:
    return Job(
        runner="pytest",
        request={"tests": ["test_tool.py"], **request},
        files={"tool.py": tool, "test_tool.py": tests.encode()},
        limits=Limits(wall_seconds=20.0),
    )


def outcomes(box: LocalSandbox, job: Job) -> dict[str, str]:
    outcome = box.run(job)
    assert outcome.report is not None, (outcome.ended, outcome.stderr)
    return {one["id"].partition("::")[2]: one["outcome"] for one in outcome.report["tests"]}


# --- call ------------------------------------------------------------------------------------


def test_a_call_returns_the_result_as_json(sandbox: LocalSandbox) -> None:
    def attack(text: str, times: int) -> object:
        return {"text": text * times, "parts": (1, 2.5, None, True)}

    outcome = call(sandbox, attack, {"text": "ä", "times": 2})

    assert outcome.ended is Ended.EXITED
    assert outcome.exit_code == 0
    assert result(outcome) == {"text": "ää", "parts": [1, 2.5, None, True]}


def test_f12_a_raising_tool_is_a_failure_with_class_message_and_line(
    sandbox: LocalSandbox,
) -> None:
    outcome = call(sandbox, "def attack():\n    x = 1\n    raise KeyError('lost')\n")

    told = error(outcome)
    assert (told["class"], told["line"]) == ("KeyError", 3)
    assert "lost" in told["message"]
    assert "raise KeyError" in told["traceback"]
    assert "call_runner" not in told["traceback"]
    assert outcome.exit_code == 1


@pytest.mark.parametrize(
    "expression", ["float('nan')", "{1: 2}", "object()", "'\\ud800'", "(a := []).append(a) or a"]
)
def test_a_result_that_json_cannot_carry_is_an_error(
    sandbox: LocalSandbox, expression: str
) -> None:
    outcome = call(sandbox, f"def attack():\n    return {expression}\n")

    assert error(outcome)["class"] == "ResultNotJson"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("def attack(:\n", "SyntaxError"),
        ("import nothing_of_that_name\n", "ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "SystemExit"),
        ("x = 1\n", "AttributeError"),
        ("def attack():\n    raise KeyboardInterrupt\n", "KeyboardInterrupt"),
    ],
)
def test_a_tool_that_cannot_be_loaded_or_called_is_an_error_of_the_tool(
    sandbox: LocalSandbox, source: str, kind: str
) -> None:
    assert error(call(sandbox, source))["class"] == kind


def test_an_exception_whose_methods_are_hostile_is_still_reported(sandbox: LocalSandbox) -> None:
    source = """
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError("no")
    def attack():
        raise Odd
    """

    assert error(call(sandbox, source))["class"] == "Odd"


def test_f09_a_tool_that_ends_the_process_reports_nothing(sandbox: LocalSandbox) -> None:
    outcome = call(sandbox, "import os\nos._exit(0)\n")

    assert outcome.ended is Ended.EXITED
    assert outcome.report is None
    assert result(call(sandbox, "def attack():\n    return 'alive'\n")) == "alive"


def test_output_is_kept_apart_and_bytes_that_are_no_text_do_no_harm(
    sandbox: LocalSandbox,
) -> None:
    def attack() -> None:
        import os
        import sys

        sys.stdout.write("out\n")
        sys.stderr.write("err\n")
        os.write(1, b"\xff")

    outcome = call(sandbox, attack)

    assert outcome.stdout == "out\n\N{REPLACEMENT CHARACTER}"
    assert outcome.stderr == "err\n"


# --- pytest ----------------------------------------------------------------------------------


def test_f14_tests_really_run_and_every_outcome_has_its_name(sandbox: LocalSandbox) -> None:
    tests = """
import pytest
from tool import add

def test_passes(): assert add(1, 2) == 3
def test_fails(): assert add(1, 2) == 4
def test_skips(): pytest.skip("no")
@pytest.mark.xfail
def test_xfails(): assert False
@pytest.mark.xfail
def test_xpasses(): assert True
@pytest.fixture
def broken(): raise RuntimeError("set-up")
def test_errors(broken): pass
@pytest.mark.parametrize("n", [1, 2])
def test_many(n, tmp_path, capsys, monkeypatch): assert tmp_path.is_dir()
"""
    assert outcomes(sandbox, pytest_job(tests)) == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_skips": "skipped",
        "test_xfails": "xfailed",
        "test_xpasses": "xpassed",
        "test_errors": "error",
        "test_many[1]": "passed",
        "test_many[2]": "passed",
    }


def test_a_failure_says_what_was_compared(sandbox: LocalSandbox) -> None:
    tests = "from tool import add\ndef test_sum():\n    assert add(1, 2) == 4\n"
    outcome = sandbox.run(pytest_job(tests))

    assert outcome.report is not None
    assert outcome.report["exit"] == 1
    assert "assert 3 == 4" in outcome.report["tests"][0]["message"]


def test_a_file_that_cannot_be_collected_is_an_error_and_no_test(sandbox: LocalSandbox) -> None:
    outcome = sandbox.run(pytest_job("import nothing_of_that_name\n"))

    assert outcome.report is not None
    assert outcome.report["tests"] == []
    assert "nothing_of_that_name" in outcome.report["errors"][0]
    assert outcome.report["exit"] == 2


def test_no_tests_is_exit_5(sandbox: LocalSandbox) -> None:
    outcome = sandbox.run(pytest_job("x = 1\n"))

    assert outcome.report is not None
    assert outcome.report["exit"] == 5


def test_the_order_can_be_reversed_and_the_first_failure_can_end_it(
    sandbox: LocalSandbox,
) -> None:
    tests = "def test_a(): assert 0\ndef test_b(): assert 1\ndef test_c(): assert 1\n"

    assert list(outcomes(sandbox, pytest_job(tests, reverse=True))) == [
        "test_c",
        "test_b",
        "test_a",
    ]
    assert list(outcomes(sandbox, pytest_job(tests, exitfirst=True))) == ["test_a"]


def test_coverage_is_of_the_tool_without_its_main_block(sandbox: LocalSandbox) -> None:
    tool = ADD + b'\n\nif __name__ == "__main__":\n    import sys\n    print(add(*sys.argv))\n'
    tests = "from tool import add\ndef test_sum():\n    assert add(1, 2) == 3\n"
    outcome = sandbox.run(pytest_job(tests, tool, coverage=True))

    assert outcome.report is not None
    assert outcome.report["coverage"] == {
        "branches": 2,
        "covered_branches": 1,
        "lines": 4,
        "covered_lines": 3,
        "missing": [3],
    }


def test_coverage_of_a_tool_that_is_never_imported_is_zero_or_absent(
    sandbox: LocalSandbox,
) -> None:
    outcome = sandbox.run(pytest_job("def test_nothing(): assert True\n", coverage=True))

    assert outcome.report is not None
    measured = outcome.report["coverage"]
    assert measured is None or measured["covered_lines"] == 0


def test_hypothesis_is_repeatable_and_leaves_no_database(sandbox: LocalSandbox) -> None:
    tests = """
import pathlib
from hypothesis import given, settings, strategies as st

seen = []

@given(st.integers())
def test_integers(n):
    seen.append(n)

def test_shown():
    print("seen", seen)
    assert settings().database is None and settings().deadline is None
    assert not pathlib.Path(".hypothesis").exists()
    assert seen == [] , seen
"""
    first, second = (sandbox.run(pytest_job(tests, examples=7)) for _ in range(2))

    assert first.report is not None
    assert second.report is not None
    shown = first.report["tests"][1]["message"]
    assert "assert [" in shown
    assert shown == second.report["tests"][1]["message"]


def test_foreign_configuration_and_plugins_are_ignored(sandbox: LocalSandbox) -> None:
    job = pytest_job("def test_red(): assert False\n")
    green = b"def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n"
    files = {
        **job.files,
        "conftest.py": green,
        "pytest.ini": b"[pytest]\naddopts = --collect-only\n",
        "sitecustomize.py": green,
    }
    planted = Job(runner="pytest", request=job.request, files=files)

    assert outcomes(sandbox, planted) == {"test_red": "failed"}


def test_tests_that_end_the_process_never_look_green(sandbox: LocalSandbox) -> None:
    outcome = sandbox.run(pytest_job("import os\ndef test_out(): os._exit(0)\n"))

    assert outcome.report is None


# --- verdicts --------------------------------------------------------------------------------


def test_f11_the_wall_clock_ends_a_sleeper_and_its_children(sandbox: LocalSandbox) -> None:
    def attack() -> None:
        import os
        import signal
        import time

        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(60)
        time.sleep(60)

    started = time.monotonic()
    outcome = call(sandbox, attack, limits=Limits(wall_seconds=0.5))

    assert outcome.ended is Ended.TIMEOUT
    assert outcome.report is None
    assert time.monotonic() - started < 20


def test_a_stopped_job_is_ended_by_the_wall_clock(sandbox: LocalSandbox) -> None:
    source = "import os, signal\ndef attack():\n    os.kill(os.getpid(), signal.SIGSTOP)\n"
    outcome = call(sandbox, source, limits=Limits(wall_seconds=0.5))

    assert outcome.ended is Ended.TIMEOUT


def test_f13_a_processor_hog_has_its_own_verdict(sandbox: LocalSandbox) -> None:
    source = "def attack():\n    while True:\n        pass\n"
    limits = Limits(cpu_seconds=1, wall_seconds=30.0)

    assert call(sandbox, source, limits=limits).ended is Ended.CPU


def test_a_processor_hog_that_spreads_has_the_same_verdict(sandbox: LocalSandbox) -> None:
    source = """
    import os, signal
    def attack():
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        for _ in range(3):
            if os.fork() == 0:
                while True:
                    pass
        while True:
            pass
    """
    limits = Limits(cpu_seconds=1, wall_seconds=30.0)

    assert call(sandbox, source, limits=limits).ended is Ended.CPU


def test_f13_a_memory_hog_has_its_own_verdict(sandbox: LocalSandbox) -> None:
    source = "def attack():\n    held = []\n    while True:\n        held.append(bytes(2**20))\n"
    limits = Limits(memory_bytes=128 * 2**20)

    assert call(sandbox, source, limits=limits).ended is Ended.MEMORY


def test_memory_held_by_several_processes_is_added_up(sandbox: LocalSandbox) -> None:
    source = """
    import os, time
    def attack():
        for _ in range(4):
            if os.fork() == 0:
                held = bytearray(b"x" * (64 * 2**20))
                time.sleep(30)
        time.sleep(30)
    """
    limits = Limits(memory_bytes=128 * 2**20, wall_seconds=20.0)

    assert call(sandbox, source, limits=limits).ended is Ended.MEMORY


@pytest.mark.parametrize("files", [1, 64])
def test_f13_a_disk_hog_has_its_own_verdict(sandbox: LocalSandbox, files: int) -> None:
    source = """
    def attack(files):
        for number in range(files):
            with open(f"big{number}", "wb") as stream:
                for _ in range(1024 // files):
                    stream.write(bytes(2**16))
    """
    limits = Limits(disk_bytes=16 * 2**20)

    assert call(sandbox, source, {"files": files}, limits=limits).ended is Ended.DISK


def test_f13_a_fork_bomb_has_its_own_verdict(sandbox: LocalSandbox) -> None:
    source = """
    import os
    def attack():
        while True:
            try:
                os.fork()
            except OSError:
                pass
    """
    outcome = call(sandbox, source, limits=Limits(processes=16))
    gentle = call(
        sandbox,
        "import os, time\ndef attack():\n    for _ in range(40):\n"
        "        if os.fork() == 0:\n            time.sleep(9)\n",
        limits=Limits(processes=8),
    )

    assert outcome.ended is Ended.PROCESSES
    assert gentle.ended is Ended.PROCESSES


def test_threads_count_as_processes(sandbox: LocalSandbox) -> None:
    source = """
    import threading, time
    def attack():
        for _ in range(40):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
    """

    assert call(sandbox, source, limits=Limits(processes=8)).ended is Ended.PROCESSES


@pytest.mark.parametrize("stream", ["1", "2"])
def test_an_output_flood_has_its_own_verdict(sandbox: LocalSandbox, stream: str) -> None:
    source = "import os\ndef attack(fd):\n    while True:\n        os.write(fd, b'x' * 65536)\n"
    limits = Limits(output_bytes=100_000)
    outcome = call(sandbox, source, {"fd": int(stream)}, limits=limits)

    assert outcome.ended is Ended.OUTPUT
    assert len(outcome.stdout) + len(outcome.stderr) == 100_000


def test_a_result_over_the_output_limit_has_the_same_verdict(sandbox: LocalSandbox) -> None:
    source = "def attack():\n    return 'x' * 10**6\n"
    outcome = call(sandbox, source, limits=Limits(output_bytes=100_000))

    assert outcome.ended is Ended.OUTPUT
    assert outcome.report is None


def test_a_crash_of_the_interpreter_is_a_signal(sandbox: LocalSandbox) -> None:
    source = "import ctypes\ndef attack():\n    ctypes.string_at(0)\n"
    outcome = call(sandbox, source)

    assert outcome.ended is Ended.SIGNALLED
    assert outcome.exit_code == -11


def test_every_job_under_the_limits_says_exited(sandbox: LocalSandbox) -> None:
    source = """
    import threading
    def attack():
        threads = [threading.Thread(target=sum, args=([1, 2],)) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        open("some", "wb").write(bytes(10**6))
        return len(bytearray(50 * 2**20))
    """
    outcome = call(sandbox, source)

    assert outcome.ended is Ended.EXITED
    assert result(outcome) == 50 * 2**20
    assert outcome.peak_bytes > 50 * 2**20
    assert 0 < outcome.seconds < 20


# --- files and grants ------------------------------------------------------------------------


def test_files_are_laid_into_the_working_directory_and_collected_from_it(
    sandbox: LocalSandbox,
) -> None:
    source = """
    import os, pathlib
    def attack():
        pathlib.Path("out/deep").mkdir(parents=True)
        pathlib.Path("out/deep/a").write_bytes(b"A")
        pathlib.Path("out/b").write_bytes(b"B")
        os.symlink("/etc/passwd", "out/link")
        os.mkfifo("out/fifo")
        pathlib.Path("out/closed").write_bytes(b"C")
        os.chmod("out/closed", 0)
        return sorted(os.listdir(".")) + [open("in/x").read()]
    """
    outcome = call(
        sandbox, source, files={"in/x": b"X"}, collect=("out", "absent", "../home", "/etc/passwd")
    )

    assert result(outcome) == ["in", "out", "tool.py", "X"]
    assert outcome.files == {"out/b": b"B", "out/deep/a": b"A", "out/closed": b"C"}


def test_what_was_not_granted_cannot_be_read_or_written(
    sandbox: LocalSandbox, tmp_path: Path
) -> None:
    tmp_path.chmod(0o777)
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    source = """
    def attack(path):
        told = []
        for action in (lambda: open(path).read(), lambda: open(path, "a"),
                       lambda: open(path + "2", "w")):
            try:
                told.append(str(action()))
            except OSError as error:
                told.append(None)
        return told
    """

    assert result(call(sandbox, source, {"path": str(secret)})) == [None, None, None]
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]


def test_a_granted_file_can_be_read_at_its_own_path_and_not_changed(
    sandbox: LocalSandbox, tmp_path: Path
) -> None:
    granted, other = tmp_path / "granted.txt", tmp_path / "other.txt"
    granted.write_text("yes")
    other.write_text("no")
    source = """
    import os
    def attack(granted, other):
        told = [open(granted).read()]
        for action in (lambda: open(granted, "a"), lambda: open(other).read(),
                       lambda: os.unlink(granted), lambda: os.chmod(granted, 0)):
            try:
                action()
                told.append("done")
            except OSError:
                told.append(None)
        return told
    """
    outcome = call(
        sandbox,
        source,
        {"granted": str(granted), "other": str(other)},
        grants=Grants(read=(granted,)),
    )

    assert result(outcome) == ["yes", None, None, None, None]
    assert granted.read_text() == "yes"
    assert granted.stat().st_mode & 0o777 != 0


def test_a_granted_folder_can_be_written_and_its_neighbours_cannot(
    sandbox: LocalSandbox, tmp_path: Path
) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    theirs.mkdir()
    (mine / "old").write_text("old")
    source = """
    import os, shutil
    def attack(mine, theirs):
        open(mine + "/new", "w").write("new")
        os.rename(mine + "/old", mine + "/renamed")
        shutil.copy2(mine + "/new", mine + "/copy")
        os.chmod(mine + "/copy", 0o600)
        try:
            open(theirs + "/new", "w")
        except OSError:
            return sorted(os.listdir(mine))
    """
    outcome = call(
        sandbox, source, {"mine": str(mine), "theirs": str(theirs)}, grants=Grants(write=(mine,))
    )

    assert result(outcome) == ["copy", "new", "renamed"]
    assert (mine / "new").read_text() == "new"
    assert (mine / "new").stat().st_uid == os.geteuid()
    assert (mine / "copy").stat().st_mode & 0o777 == 0o600
    assert list(theirs.iterdir()) == []


def test_a_private_file_of_the_caller_can_be_granted(sandbox: LocalSandbox, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "letter").write_text("mine")
    (closed / "letter").chmod(0o600)
    source = "def attack(path):\n    return open(path).read()\n"
    outcome = call(
        sandbox,
        source,
        {"path": str(closed / "letter")},
        grants=Grants(read=(closed / "letter",)),
    )

    assert result(outcome) == "mine"


def test_a_read_grant_inside_a_write_grant_and_the_other_way_round(
    sandbox: LocalSandbox, tmp_path: Path
) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (inner / "x").write_text("x")
    source = """
    def attack(path):
        try:
            open(path, "a").write("y")
        except OSError:
            return "refused"
        return "written"
    """
    arguments = {"path": str(inner / "x")}
    written = call(
        sandbox,
        source,
        arguments,
        grants=Grants(read=(tmp_path / "outer",), write=(inner,)),
    )

    assert result(written) == "written"
    assert (inner / "x").read_text() == "xy"


def test_only_granted_variables_are_in_the_environment(
    sandbox: LocalSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHOTU_TEST_SECRET", "s3cret")
    source = "import os\ndef attack():\n    return dict(os.environ)\n"
    seen = result(call(sandbox, source, grants=Grants(env={"GIVEN": "1"})))

    assert seen["GIVEN"] == "1"
    assert set(seen) <= {"GIVEN", "PATH", "HOME", "TMPDIR", "LANG"}


def test_a_path_outside_the_scratch_folder_is_not_laid(sandbox: LocalSandbox) -> None:
    from chotu_bot.errors import SandboxUnavailableError

    with pytest.raises(SandboxUnavailableError, match="scratch folder"):
        call(sandbox, "def attack():\n    return 1\n", files={"../escape": b"x"})


def test_a_grant_for_what_does_not_exist_is_refused(sandbox: LocalSandbox, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot grant"):
        call(sandbox, "x = 1\n", grants=Grants(read=(tmp_path / "absent",)))


# --- honest programs -------------------------------------------------------------------------

IDIOMS = {
    "temporary file": "import tempfile\nwith tempfile.NamedTemporaryFile() as f:\n"
    "    f.write(b'x')\n    return True",
    "temporary folder": "import tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n"
    "    return os.path.isdir(d)",
    "home folder": "import pathlib\n(pathlib.Path.home() / '.rc').write_text('x')\nreturn True",
    "sqlite": "import sqlite3\nc = sqlite3.connect('a.db')\nc.execute('create table t (x)')\n"
    "c.execute('insert into t values (1)')\nc.commit()\n"
    "return c.execute('select count(*) from t').fetchone()[0] == 1",
    "sqlite journal": "import sqlite3\nc = sqlite3.connect('a.db')\n"
    "c.execute('pragma journal_mode=wal')\nc.execute('create table t (x)')\nreturn True",
    "chmod": "import os\nopen('a', 'w').close()\nos.chmod('a', 0o640)\n"
    "return os.stat('a').st_mode & 0o777 == 0o640",
    "fchmod": "import os\nwith open('a', 'w') as f:\n    os.fchmod(f.fileno(), 0o600)\n"
    "return os.stat('a').st_mode & 0o777 == 0o600",
    "utime": "import os\nopen('a', 'w').close()\nos.utime('a', (1, 2))\n"
    "return os.stat('a').st_mtime == 2",
    "utime now": "import os, pathlib\npathlib.Path('a').touch()\npathlib.Path('a').touch()\n"
    "return True",
    "copy2": "import shutil\nopen('a', 'w').close()\nshutil.copy2('a', 'b')\nreturn True",
    "copytree": "import shutil, os\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\n"
    "shutil.copytree('a', 'd')\nreturn os.path.exists('d/b/c')",
    "move": "import shutil, os\nos.mkdir('a')\nopen('x', 'w').close()\nshutil.move('x', 'a')\n"
    "return os.path.exists('a/x')",
    "rmtree": "import shutil, os\nos.makedirs('a/b')\nshutil.rmtree('a')\n"
    "return not os.path.exists('a')",
    "zip": "import zipfile\nwith zipfile.ZipFile('a.zip', 'w') as z:\n    z.writestr('x', 'y')\n"
    "zipfile.ZipFile('a.zip').extractall('out')\nreturn open('out/x').read() == 'y'",
    "tar": "import tarfile\nopen('a', 'w').close()\nwith tarfile.open('a.tgz', 'w:gz') as t:\n"
    "    t.add('a')\ntarfile.open('a.tgz').extractall('out', filter='data')\nreturn True",
    "hard link": "import os\nopen('a', 'w').close()\nos.link('a', 'b')\n"
    "return os.stat('a').st_nlink == 2",
    "symbolic link": "import os\nos.symlink('a', 'b')\nreturn os.readlink('b') == 'a'",
    "fifo": "import os\nos.mkfifo('p')\nreturn True",
    "mmap": "import mmap\nopen('a', 'wb').write(bytes(8192))\nwith open('a', 'r+b') as f:\n"
    "    m = mmap.mmap(f.fileno(), 0)\n    m[0] = 1\nreturn True",
    "flock": "import fcntl\nwith open('a', 'w') as f:\n    fcntl.flock(f, fcntl.LOCK_EX)\n"
    "return True",
    "threads": "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\n"
    "return True",
    "thread pool": "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor(4) as p:\n    return list(p.map(abs, [-1, -2])) == [1, 2]",
    "fork and wait": "import os\np = os.fork()\nif p == 0:\n    os._exit(3)\n"
    "return os.waitstatus_to_exitcode(os.waitpid(p, 0)[1]) == 3",
    "signal a child": "import os, signal, time\np = os.fork()\nif p == 0:\n    time.sleep(9)\n"
    "os.kill(p, signal.SIGTERM)\nreturn os.waitstatus_to_exitcode(os.waitpid(p, 0)[1]) == -15",
    "alarm": "import signal\nseen = []\nsignal.signal(signal.SIGALRM, lambda *a: seen.append(1))\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()\nreturn seen == [1]",
    "asyncio": "import asyncio\nreturn asyncio.run(asyncio.sleep(0, True))",
    "socket pair": "import socket\na, b = socket.socketpair()\na.send(b'x')\n"
    "return b.recv(1) == b'x'",
    "user name": "import pwd, os\nreturn bool(pwd.getpwuid(os.getuid()).pw_name)",
    "expand user": "import os\nreturn os.path.expanduser('~').startswith('/')",
    "own process": "import os\nreturn len(os.listdir('/proc/self/fd')) > 0",
    "time zone": "import zoneinfo\nreturn zoneinfo.ZoneInfo('Europe/Vienna') is not None",
    "local time": "import time\ntime.localtime()\nreturn True",
    "random": "import os, secrets\nreturn len(os.urandom(8)) == 8 and bool(secrets.token_hex())",
    "null device": "open('/dev/null', 'w').write('x')\nreturn True",
    "mime types": "import mimetypes\nreturn mimetypes.guess_type('a.pdf')[0] == 'application/pdf'",
    "locale": "import locale\nreturn locale.getpreferredencoding().lower() == 'utf-8'",
    "big ints": "return len(str(2**10000)) > 3000",
    "deep recursion": "def f(n):\n    return n and f(n - 1)\nreturn f(900) == 0",
    "pypdf": "import pypdf\nw = pypdf.PdfWriter()\nw.add_blank_page(9, 9)\nw.write('a.pdf')\n"
    "return len(pypdf.PdfReader('a.pdf').pages) == 1",
    "warnings": "import warnings\nwarnings.warn('x', stacklevel=1)\nreturn True",
    "logging": "import logging\nlogging.basicConfig(filename='a.log')\nlogging.error('x')\n"
    "return 'x' in open('a.log').read()",
    "input": "import sys\nreturn sys.stdin.read() == ''",
    "hash": "import hashlib\nreturn bool(hashlib.sha256(b'x').hexdigest())",
    "ssl": "import ssl\nreturn ssl.create_default_context() is not None",
    "dataclass and typing": "import dataclasses\n@dataclasses.dataclass\nclass A:\n    x: int\n"
    "return dataclasses.asdict(A(1)) == {'x': 1}",
}

PRIVATE_IDIOMS = {
    "multiprocessing": "import multiprocessing as m\nq = m.get_context('fork').Queue()\n"
    "q.put(1)\nreturn q.get() == 1",
    "process pool": "import multiprocessing as m\n"
    "with m.get_context('fork').Pool(2) as p:\n    return p.map(abs, [-1]) == [1]",
    "shared memory": "from multiprocessing import shared_memory\n"
    "s = shared_memory.SharedMemory(create=True, size=10)\ns.close()\ns.unlink()\nreturn True",
    "unix socket": "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('s')\ns.listen()\n"
    "c = socket.socket(socket.AF_UNIX)\nc.connect('s')\nreturn True",
    "temporary path by name": "open('/tmp/x', 'w').close()\nreturn True",
}


def idiom(box: LocalSandbox, body: str) -> Any:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return result(call(box, f"def attack():\n{lines}"))


@pytest.mark.parametrize("name", IDIOMS)
def test_honest_programs_work(sandbox: LocalSandbox, name: str) -> None:
    assert idiom(sandbox, IDIOMS[name]) is True


@pytest.mark.parametrize("name", PRIVATE_IDIOMS)
def test_honest_programs_that_need_a_root_of_their_own_work_where_there_is_one(
    sandbox: LocalSandbox, name: str
) -> None:
    if sandbox.backend != "namespaces":
        pytest.skip("shared memory and sockets by path need a root of the job's own")
    assert idiom(sandbox, PRIVATE_IDIOMS[name]) is True


def test_a_test_of_a_network_tool_has_a_loopback_where_a_private_one_can_be_had(
    sandbox: LocalSandbox,
) -> None:
    from chotu_bot.errors import SandboxUnavailableError

    source = """
    import http.server, threading, urllib.request
    def attack():
        handler = http.server.SimpleHTTPRequestHandler
        server = http.server.HTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://localhost:{server.server_port}/tool.py"
        return "attack" in urllib.request.urlopen(url).read().decode()
    """
    if sandbox.backend == "landlock":
        with pytest.raises(SandboxUnavailableError, match="loopback"):
            call(sandbox, source, grants=Grants(loopback=True))
        return
    assert result(call(sandbox, source, grants=Grants(loopback=True))) is True


def test_without_a_grant_there_is_not_even_a_loopback(sandbox: LocalSandbox) -> None:
    source = "import socket\ndef attack():\n    socket.socket()\n"

    assert error(call(sandbox, source))["class"] == "PermissionError"


def test_machine_status_can_be_read_only_where_granted(sandbox: LocalSandbox) -> None:
    source = """
    import os
    def attack():
        try:
            memory = open("/proc/meminfo").read().startswith("MemTotal")
        except OSError:
            return False
        return memory and bool(open("/proc/cpuinfo").read()) and os.path.isdir("/sys/class")
    """

    assert result(call(sandbox, source, grants=Grants(system=True))) is True
    assert result(call(sandbox, source)) is False


def test_programs_run_only_where_granted(sandbox: LocalSandbox) -> None:
    source = """
    import subprocess
    def attack():
        told = []
        for command in (["/bin/echo", "hello"], ["/bin/ls", "/"]):
            try:
                told.append(subprocess.run(command, capture_output=True, text=True).stdout)
            except OSError as error:
                told.append(type(error).__name__)
        return told
    """
    echo = str(Path("/bin/echo").resolve())

    assert result(call(sandbox, source)) == ["PermissionError"] * 2
    assert result(call(sandbox, source, grants=Grants(run=(echo,))))[0] == "hello\n"
    refused = result(call(sandbox, source, grants=Grants(run=(echo,))))[1]
    assert refused in {"PermissionError", "FileNotFoundError"}


# --- nothing is left, nothing is shared ------------------------------------------------------


def test_nothing_of_one_job_is_there_for_the_next(sandbox: LocalSandbox) -> None:
    source = """
    import builtins, os, sys, tempfile
    def attack():
        seen = [hasattr(builtins, "planted"), "planted" in os.environ]
        for folder in (".", os.path.expanduser("~"), tempfile.gettempdir(), "/tmp", "/dev/shm"):
            try:
                seen.append(os.path.exists(folder + "/planted"))
                open(folder + "/planted", "w").close()
            except OSError:
                pass
        builtins.planted = os.environ["planted"] = "1"
        return any(seen)
    """

    assert [result(call(sandbox, source)) for _ in range(3)] == [False, False, False]


def test_no_process_and_no_file_of_a_job_is_left(sandbox: LocalSandbox) -> None:
    marker = f"chotu-left-{os.getpid()}-{sandbox.backend}"
    source = """
    import ctypes, os, time
    def attack(name):
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    ctypes.CDLL(None).prctl(15, name[:15].encode(), 0, 0, 0)
                    time.sleep(60)
                os._exit(0)
        os.makedirs("a/b")
        os.chmod("a", 0)
        time.sleep(0.1)
    """
    outcome = call(sandbox, source, {"name": marker[-15:]})

    assert outcome.ended is Ended.EXITED
    assert named(marker[-15:]) == set()
    assert scratch_folders(sandbox) == set()


@pytest.mark.parametrize("hidden", ["without a name", "in a closed folder"])
def test_f10_what_a_job_stores_out_of_sight_counts(sandbox: LocalSandbox, hidden: str) -> None:
    source = """
    import os, time
    def attack(hidden):
        os.mkdir("closed", 0o300)
        kept = []
        for number in range(20):
            kept.append(open(f"closed/{number}", "wb", buffering=0))
            if hidden == "without a name":
                os.unlink(f"closed/{number}")
            kept[-1].write(bytes(4 * 2**20))
            time.sleep(0.02)
        time.sleep(0.5)
        return os.stat("closed").st_mode & 0o777
    """
    outcome = call(
        sandbox,
        source,
        {"hidden": hidden},
        limits=Limits(wall_seconds=20, disk_bytes=16 * 2**20),
    )

    assert outcome.ended is Ended.DISK


def test_a_folder_that_a_job_closes_stays_as_it_is(sandbox: LocalSandbox) -> None:
    source = """
    import os, time
    def attack():
        os.makedirs("closed/inner")
        os.chmod("closed/inner", 0o300)
        os.chmod("closed", 0)
        time.sleep(0.2)
        mode = os.stat("closed").st_mode & 0o777
        os.chmod("closed", 0o700)
        return mode, os.stat("closed/inner").st_mode & 0o777
    """
    assert result(call(sandbox, source)) == [0, 0o300]


def scratch_folders(box: LocalSandbox) -> set[Path]:
    running = box._servers[False]._running
    return set(Path("/dev/shm").glob(f"chotu-jobs-{running.process.pid}-*/*")) if running else set()


def test_f17_jobs_run_side_by_side_from_several_threads(sandbox: LocalSandbox) -> None:
    source = "import time\ndef attack(n):\n    time.sleep(0.2)\n    return n\n"
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda n: result(call(sandbox, source, {"n": n})), range(12)))

    assert numbers == list(range(12))


def test_f07_the_guarantees_are_reported(sandbox: LocalSandbox) -> None:
    names = [guarantee.name for guarantee in sandbox.guarantees]

    assert len(names) == len(set(names)) == 9
    assert all(guarantee.by for guarantee in sandbox.guarantees)
