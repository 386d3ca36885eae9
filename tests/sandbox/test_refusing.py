"""What cannot be isolated is refused by name; what broke is replaced or told."""

import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import gettempdir

import pytest

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox import bubblewrap, probe
from chotu_bot.sandbox.contract import Assurance, Backend, Ended, Grants, Job, Outcome
from chotu_bot.sandbox.environment import Environment
from chotu_bot.sandbox.guarantees import guarantees
from chotu_bot.sandbox.inside.kernel import Kernel
from chotu_bot.sandbox.inside.plan import Host, Plan
from chotu_bot.sandbox.inside.policy import Policy, rules
from chotu_bot.sandbox.inside.seccomp import program
from chotu_bot.sandbox.local import LocalSandbox, open_sandbox
from chotu_bot.sandbox.server import ForkServer
from sandbox.arena import call, result

pytest_plugins = ("sandbox.fixtures",)

ALIVE = "def attack():\n    return 'alive'\n"


def test_an_unknown_system_is_refused_with_advice(
    tool_environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailableError, match="use Linux on x86_64 or aarch64"):
        open_sandbox(tool_environment)


def test_a_backend_below_the_minimum_is_refused(tool_environment: Environment) -> None:
    with pytest.raises(SandboxUnavailableError, match="weaker"):
        open_sandbox(tool_environment, minimum="namespaces", backend="landlock")


def test_where_nothing_can_be_had_everything_refuses_and_says_what_is_missing(
    tool_environment: Environment,
) -> None:
    """The fork server ends at once: as where the kernel has none of the layers."""
    broken = replace(tool_environment, python=Path("/bin/false").resolve())
    with open_sandbox(broken) as box:
        box.start()
        with pytest.raises(SandboxUnavailableError) as raised:
            call(box, ALIVE)
        with pytest.raises(SandboxUnavailableError):
            _ = box.backend

    for name in ("namespaces", "bubblewrap", "landlock"):
        assert f"{name}:" in str(raised.value)
    assert "did not start" in str(raised.value)


def test_without_user_namespaces_the_next_backend_is_chosen(tool_environment: Environment) -> None:
    """As in a container with the usual profile: a user namespace that allows no other."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here")
    script = (
        "from chotu_bot.sandbox import environment\n"
        "from chotu_bot.sandbox.local import open_sandbox\n"
        "from chotu_bot.errors import SandboxUnavailableError\n"
        "tools = environment.locate()\n"
        "with open_sandbox(tools) as box:\n"
        "    print(box.backend)\n"
        "with open_sandbox(tools, minimum='namespaces') as box:\n"
        "    try:\n"
        "        print(box.backend)\n"
        "    except SandboxUnavailableError as error:\n"
        "        print('refused:', error)\n"
    )
    no_more = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    unshare = ("unshare", "--user", "--map-root-user")
    done = subprocess.run(
        [*unshare, "sh", "-c", no_more, "sh", sys.executable, "-c", script],
        check=False,
        capture_output=True,
        text=True,
    )
    if "unshare failed" in done.stderr:
        pytest.skip("no user namespaces here to take away")

    chosen, refused = done.stdout.splitlines()
    assert chosen == "landlock", done.stderr
    assert refused.startswith("refused:")
    assert "namespaces" in refused
    assert tool_environment.root.is_dir()


def test_a_probe_that_gets_through_is_named() -> None:
    def leaky(job: Job) -> Outcome:
        path = Path(str(job.request["arguments"]["path"]))  # type: ignore[index, call-overload]
        path.write_text("changed", "utf-8")
        told = {"read": "secret", "write": None, "connect": None}
        return outcome({"ok": True, "result": told})

    with pytest.raises(SandboxUnavailableError, match="read, files changed"):
        probe.prove(leaky)


@pytest.mark.parametrize("report", [None, {"ok": True, "result": None}, {"ok": False}])
def test_a_probe_that_did_not_run_proves_nothing(report: Mapping[str, object] | None) -> None:
    with pytest.raises(SandboxUnavailableError, match="did not run"):
        probe.prove(lambda _: outcome(report))


def outcome(report: Mapping[str, object] | None) -> Outcome:
    return Outcome(
        ended=Ended.EXITED,
        exit_code=0,
        report=report,  # type: ignore[arg-type]
        stdout="",
        stderr="",
        seconds=0.0,
    )


def test_bubblewrap_that_is_not_installed_is_told(
    tool_environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bubblewrap, "_PREFERRED", "/nonexistent/bwrap")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SandboxUnavailableError, match="install the package bubblewrap"):
        bubblewrap.command(tool_environment, Grants())


def test_a_closed_sandbox_takes_no_more_jobs(tool_environment: Environment) -> None:
    box = open_sandbox(tool_environment)
    box.close()
    with pytest.raises(SandboxUnavailableError, match="closed"):
        call(box, ALIVE)


def test_a_fork_server_that_was_killed_is_replaced(tool_environment: Environment) -> None:
    with open_sandbox(tool_environment, backend="landlock") as box:
        assert result(call(box, ALIVE)) == "alive"
        running = box._servers[False]._running
        assert running is not None
        running.process.kill()
        running.process.wait()

        assert result(call(box, ALIVE)) == "alive"


def test_a_fork_server_is_replaced_after_so_many_jobs_and_finishes_them(
    tool_environment: Environment,
) -> None:
    with LocalSandbox(tool_environment, ("landlock",)) as box:
        server = ForkServer(tool_environment, warm=False, most_jobs=10)
        box._servers[False] = server
        while server._next is None:
            assert result(call(box, ALIVE)) == "alive"
        first, second = server._running, server._next
        assert first is not None
        assert [result(call(box, ALIVE)) for _ in range(3)] == ["alive"] * 3
        assert server._running is second
        assert server._next is None
        first.process.wait(timeout=20)


def test_a_sandbox_that_is_closed_while_it_warms_up_leaves_nothing(
    tool_environment: Environment,
) -> None:
    with open_sandbox(tool_environment, backend="landlock") as box:
        assert result(call(box, ALIVE)) == "alive"
        box.start(tests=True)
        running = box._servers[True]._running
        assert running is not None
        pattern = f"chotu-warm-{running.process.pid}-*"
        while not list(Path(gettempdir()).glob(pattern)):
            assert running.process.poll() is None
    assert running.process.returncode == 0, "it ended by itself, and was not killed"
    assert list(Path(gettempdir()).glob(pattern)) == []


def test_a_fork_server_that_died_before_its_turn_is_replaced(
    tool_environment: Environment,
) -> None:
    with LocalSandbox(tool_environment, ("landlock",)) as box:
        server = ForkServer(tool_environment, warm=False, most_jobs=10)
        box._servers[False] = server
        while server._next is None:
            assert result(call(box, ALIVE)) == "alive"
        server._next.process.kill()
        server._next.process.wait()
        assert [result(call(box, ALIVE)) for _ in range(3)] == ["alive"] * 3


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"report": 1}', b"\xff", b"[" * 100_000])
def test_a_malformed_report_is_no_report(raw: bytes) -> None:
    from chotu_bot.sandbox.local import _message

    assert _message(raw) == {}


def test_malformed_events_are_left_out() -> None:
    from chotu_bot.sandbox.local import _events

    good = {"kind": "read", "subject": "/x", "line": 1, "denied": True}
    assert len(_events([good, {"kind": "read"}, 3, None])) == 1
    assert _events("no list") == []


def test_f40_each_backend_says_what_it_does_not_hold() -> None:
    def absent(backend: str) -> set[str]:
        found = guarantees(backend, 6)  # type: ignore[arg-type]
        return {one.name for one in found if one.assurance is Assurance.ABSENT}

    assert absent("namespaces") == absent("bubblewrap") == set()
    assert absent("landlock") == {"metadata"}
    signals = {one.name: one.by for one in guarantees("landlock", 4)}["signals"]
    assert signals == "the supervisor"


@pytest.mark.parametrize("version", [1, 4, 6])
@pytest.mark.parametrize("private", [True, False])
def test_a_filter_fits_the_kernels_limit(version: int, private: bool) -> None:  # noqa: FBT001
    policy = Policy(
        private=private,
        internet_sockets=True,
        own_network=False,
        execute=False,
        landlock=version,
    )
    code = program(Kernel(), rules(policy))

    assert len(code) % 8 == 0
    assert len(code) // 8 <= 4096


def test_root_gives_up_its_user_unless_files_of_the_caller_were_granted() -> None:
    host = Host(prefixes=(), site_packages="", reachable=True, landlock=6)
    plan = Plan(
        backend="landlock", runner="call", request={}, collect=(), wall=1.0, cpu=1, memory=1,
        disk=1, processes=1, output=1, read=(), write=(), net=(), run=(), env={}, system=False,
        loopback=False,
    )  # fmt: skip

    assert plan.user(host) == 65534
    assert replace(plan, backend="namespaces").user(host) == 1000
    assert replace(plan, read=("/x",)).user(host) is None
    assert plan.user(replace(host, reachable=False)) is None


@pytest.mark.parametrize("backend", ["landlock", "namespaces"])
def test_a_process_that_waited_for_a_job_and_was_killed_is_replaced(
    tool_environment: Environment, backend: Backend
) -> None:
    with open_sandbox(tool_environment, backend=backend) as box:
        for _ in range(2):
            assert result(call(box, ALIVE)) == "alive"
            running = box._servers[False]._running
            assert running is not None
            waiting = born_of(running.process.pid)
            for pid in waiting:
                os.kill(pid, signal.SIGKILL)
            assert are_gone(waiting)
        assert result(call(box, ALIVE)) == "alive"


def test_what_waits_for_a_job_goes_with_the_sandbox(tool_environment: Environment) -> None:
    with open_sandbox(tool_environment, backend="landlock") as box:
        assert result(call(box, ALIVE)) == "alive"
        running = box._servers[False]._running
        assert running is not None
        waiting = born_of(running.process.pid)
        waiting += [one for pid in waiting for one in children(pid)]
    assert are_gone(waiting)


def are_gone(pids: list[int]) -> bool:
    """Whether processes have ended, or soon do."""
    for _ in range(1_000):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.01)
    return False


def born_of(pid: int) -> list[int]:
    """The children of a process, when there are any."""
    for _ in range(1_000):
        if found := children(pid):
            return found
        time.sleep(0.01)
    return []


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listed.read_text().split()] if listed.exists() else []
