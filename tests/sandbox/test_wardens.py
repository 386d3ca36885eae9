"""A warden serves many jobs, each as if it were the first, and none after one that went wrong."""

import os
import re
import secrets
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox.contract import Ended
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.inside.server import _AHEAD
from chotu_bot.sandbox.local import LocalSandbox, open_sandbox
from sandbox.arena import call, result

pytest_plugins = ("sandbox.fixtures",)

WHERE = "import os\ndef attack():\n    return os.getcwd()\n"
"""Each warden has a scratch folder of its own, by which it is known."""
SEARCH = """
import os, re
HIDE = bytes(byte ^ 0x55 for byte in range(256))
def attack(hidden, kept):
    wanted, found = bytes(hidden), []
    own = wanted.translate(HIDE) if kept else b""
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            start, end, mode = re.match("([0-9a-f]+)-([0-9a-f]+) (....)", line).groups()
            if "rw" not in mode:
                continue
            memory.seek(int(start, 16))
            part = memory.read(int(end, 16) - int(start, 16)).translate(HIDE)
            found.append(wanted in part)
            del part
    return os.getcwd(), any(found)
"""


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        time.sleep(0.01)
    pytest.fail("it did not come about in 10 s")


def children(pid: int) -> list[int]:
    return [int(part) for part in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def box(tool_environment: Environment) -> object:
    with open_sandbox(tool_environment, backend="landlock") as opened:
        yield opened


def server_of(box: LocalSandbox) -> int:
    running = box._servers[False]._running
    assert running is not None
    return running.process.pid


def wardens(box: LocalSandbox) -> list[int]:
    return children(server_of(box))


def idle(box: LocalSandbox) -> bool:
    """Whether so many wait as should, each with its job's parent and a process that will be one."""
    waiting = wardens(box)
    lines = [[below for child in children(pid) for below in children(child)] for pid in waiting]
    return len(waiting) == _AHEAD and all(lines)


def test_two_wardens_serve_one_job_after_the_other(box: LocalSandbox) -> None:
    folders = set()
    call(box, WHERE)
    for _ in range(12):
        until(lambda: idle(box))
        before = set(wardens(box))
        folders.add(result(call(box, WHERE)))
        until(lambda: idle(box))
        assert set(wardens(box)) == before

    assert len(folders) == _AHEAD


@pytest.mark.parametrize(
    ("source", "ended"),
    [
        ("import os, time\nif os.fork() == 0:\n    time.sleep(60)\n" + WHERE, Ended.EXITED),
        ("def attack():\n    print('x' * 10**8)\n", Ended.OUTPUT),
        ("import os\nos.kill(os.getpid(), 9)\n", Ended.SIGNALLED),
    ],
)
def test_a_warden_ends_with_a_job_that_did_not_end_cleanly(
    box: LocalSandbox, source: str, ended: Ended
) -> None:
    call(box, WHERE)
    until(lambda: idle(box))
    before = set(wardens(box))

    assert call(box, source).ended is ended

    until(lambda: idle(box))
    after = set(wardens(box))
    if ended is Ended.SIGNALLED:  # by itself, and nothing is left of it
        assert after == before
    else:
        assert len(after & before) == _AHEAD - 1


def test_nothing_of_a_job_is_in_the_memory_of_the_next(sandbox: LocalSandbox) -> None:
    secret = secrets.token_bytes(24).hex()
    hidden = [byte ^ 0x55 for byte in secret.encode()]
    source = f"import os\nkept = {secret!r}\ndef attack(text):\n    return os.getcwd()\n"
    where = result(call(sandbox, source, {"text": secret}))

    assert result(call(sandbox, SEARCH, {"hidden": hidden, "kept": True}))[1] is True
    until(lambda: search(sandbox, hidden) == where)


def search(sandbox: LocalSandbox, hidden: list[int]) -> str:
    """Where it was searched for, in vain."""
    folder, found = result(call(sandbox, SEARCH, {"hidden": hidden, "kept": False}))
    assert found is False
    return str(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="its descriptors are closed to its own user")
def test_a_warden_keeps_nothing_open(box: LocalSandbox) -> None:
    def opened() -> list[list[str]]:
        until(lambda: idle(box))
        pids = [one for pid in sorted(wardens(box)) for one in (pid, *children(pid))]
        fds = [Path(f"/proc/{pid}/fd") for pid in (server_of(box), *pids)]
        return [
            sorted(re.sub(r"\d+", "", str(fd.readlink())) for fd in folder.iterdir())
            for folder in fds
        ]

    call(box, WHERE)
    for _ in range(4):
        call(box, WHERE)
    before = opened()
    for _ in range(20):
        call(box, WHERE)
        call(box, "raise ValueError\n")

    assert opened() == before


def test_where_the_parent_of_a_job_is_killed_nothing_of_the_job_is_left(box: LocalSandbox) -> None:
    name = f"orphan-{os.getpid()}"[:15]
    source = f"""
    import ctypes, os, time
    def attack():
        ctypes.CDLL(None).prctl(15, {name.encode()!r}, 0, 0, 0)
        os.fork()
        time.sleep(60)
    """
    call(box, WHERE)
    until(lambda: idle(box))
    told: list[Exception] = []

    def attempt() -> None:
        try:
            call(box, source)
        except SandboxUnavailableError as error:
            told.append(error)

    thread = threading.Thread(target=attempt)
    thread.start()
    until(lambda: len(named(name)) == 2)
    (parent,) = {
        child
        for pid in wardens(box)
        for child in children(pid)
        if named(name) & set(children(child))
    }
    os.kill(parent, signal.SIGKILL)
    thread.join(30)

    assert "the parent of the job is gone" in str(told[0])
    assert named(name) == set()
    assert result(call(box, "def attack():\n    return 'alive'\n")) == "alive"


def named(name: str) -> set[int]:
    found = set()
    for comm in Path("/proc").glob("[0-9]*/comm"):
        try:
            if comm.read_text().strip() == name:
                found.add(int(comm.parent.name))
        except OSError:
            continue
    return found


def test_after_a_rush_no_more_wardens_wait_than_are_needed(box: LocalSandbox) -> None:
    slow = "import time\ndef attack(n):\n    time.sleep(0.1)\n    return n\n"
    call(box, WHERE)
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: result(call(box, slow, {"n": n})), range(24)))

    assert numbers == list(range(24))
    until(lambda: idle(box))
    assert not list(Path("/dev/shm").glob(f"chotu-job-{server_of(box)}-*"))
