"""What a tool touches is seen with the line that did it, whatever the backend."""

from pathlib import Path
from typing import Any

import pytest

from chotu_bot.sandbox.contract import Event, Grants, Job
from chotu_bot.sandbox.local import LocalSandbox
from sandbox.arena import call

pytest_plugins = ("sandbox.fixtures",)


def seen(box: LocalSandbox, source: str, **more: Any) -> list[tuple[str, str, int, bool]]:
    events = call(box, source, **more).events
    return [(event.kind, event.subject, event.line, event.denied) for event in events]


def test_a_tool_that_touches_nothing_leaves_no_events(sandbox: LocalSandbox) -> None:
    source = """
    import json, tempfile, zoneinfo, mimetypes, random, os
    def attack():
        open("mine", "w").write("x")
        tempfile.NamedTemporaryFile().close()
        mimetypes.guess_type("x.pdf")
        zoneinfo.ZoneInfo("Europe/Vienna")
        open("/dev/null").read()
        os.path.expanduser("~/x")
        return json.loads("{}")
    """
    assert seen(sandbox, source) == []


def test_reads_and_writes_are_seen_with_line_and_verdict(
    sandbox: LocalSandbox, tmp_path: Path
) -> None:
    given, out = tmp_path / "given", tmp_path / "out"
    given.write_text("x")
    out.mkdir()
    source = """\
import os
def attack(given, out, other):
    open(given).read()
    open(out + "/new", "w").close()
    os.listdir(out)
    for action in (lambda: open(other), lambda: os.remove(other), lambda: open(other, "a")):
        try:
            action()
        except OSError:
            pass
"""
    other = str(tmp_path / "other")
    events = seen(
        sandbox,
        source,
        arguments={"given": str(given), "out": str(out), "other": other},
        grants=Grants(read=(given,), write=(out,)),
    )

    assert events == [
        ("read", str(given), 3, False),
        ("write", str(out / "new"), 4, False),
        ("read", str(out), 5, False),
        ("read", other, 6, True),
        ("write", other, 6, True),
    ]


def test_a_symbolic_link_in_the_scratch_folder_does_not_hide_a_read(
    sandbox: LocalSandbox,
) -> None:
    source = """\
import os
def attack():
    os.symlink("/root", "innocent")
    try:
        open("innocent/.ssh").read()
    except OSError:
        pass
"""
    assert ("read", "/root/.ssh", 5, True) in seen(sandbox, source)


def test_programs_variables_status_and_hosts_are_seen(sandbox: LocalSandbox) -> None:
    source = """\
import os, subprocess, socket, urllib.request
def attack():
    for action in (
        lambda: subprocess.run(["curl", "x"]),
        lambda: os.system("ls -l"),
        lambda: os.environ["HOME"],
        lambda: os.getenv("AWS_SECRET"),
        lambda: open("/proc/meminfo"),
        lambda: open("/sys/class/net"),
        lambda: socket.create_connection(("example.test", 80), 1),
        lambda: urllib.request.urlopen("http://other.test:8080/x", timeout=1),
        lambda: socket.socket(),
    ):
        try:
            action()
        except OSError:
            pass
"""
    assert seen(sandbox, source) == [
        ("run", "curl", 4, True),
        ("run", "ls", 5, True),
        ("env", "HOME", 6, True),
        ("env", "AWS_SECRET", 7, True),
        ("system", "/proc/meminfo", 8, True),
        ("system", "/sys/class/net", 9, True),
        ("net", "example.test:80", 10, True),
        ("net", "other.test:8080", 11, True),
        ("net", "*:0", 12, True),
    ]


def test_granted_use_is_seen_and_not_denied(sandbox: LocalSandbox) -> None:
    source = """\
import os, subprocess
def attack():
    subprocess.run(["/bin/echo"])
    os.environ["GIVEN"]
    open("/proc/meminfo").close()
"""
    grants = Grants(run=(str(Path("/bin/echo").resolve()),), env={"GIVEN": "1"}, system=True)
    assert seen(sandbox, source, grants=grants) == [
        ("run", "/bin/echo", 3, False),
        ("env", "GIVEN", 4, False),
        ("system", "/proc/meminfo", 5, False),
    ]


def test_what_tests_do_is_not_the_tools_doing(sandbox: LocalSandbox) -> None:
    tool = b"import os\ndef peek():\n    return os.path.exists(os.environ.get('PEEK', '/x'))\n"
    tests = b"""
import os
from tool import peek
def test_peek():
    os.environ["PEEK"] = "/"
    try:
        open("/etc/shadow")
    except OSError:
        pass
    assert peek()
"""
    job = Job(
        runner="pytest",
        request={"tests": ["test_tool.py"]},
        files={"tool.py": tool, "test_tool.py": tests},
    )
    outcome = sandbox.run(job)

    assert outcome.events == (Event(kind="env", subject="PEEK", line=3, denied=True),)


@pytest.mark.parametrize("times", [5000])
def test_events_are_few_however_much_happens(sandbox: LocalSandbox, times: int) -> None:
    source = """
    def attack(times):
        for number in range(times):
            try:
                open(f"/nowhere/{number % 1000}")
            except OSError:
                pass
    """
    assert len(seen(sandbox, source, arguments={"times": times})) == 200
