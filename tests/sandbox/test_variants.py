"""The ``variants`` runner: one process each, none sees another, endless ones are cut."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import get_args

import pytest

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Backend, Ended, Job, Limits, Outcome, Sandbox
from chotu_bot.sandbox.local import open_sandbox

TESTS = b"""\
from tool import double


def test_double():
    assert double(2) == 4
"""
GOOD = b"def double(n):\n    return n * 2\n"
BAD = b"def double(n):\n    return n * 3\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(environment.locate()) as opened:
        yield opened


@pytest.fixture(scope="module", params=get_args(Backend))
def every_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with open_sandbox(environment.locate(), backend=request.param) as opened:
        try:
            assert opened.backend == request.param
        except SandboxUnavailableError as error:
            pytest.skip(f"{request.param} is not to be had here: {error}")
        yield opened


def run(
    sandbox: Sandbox,
    *variants: bytes,
    tests: bytes = TESTS,
    seconds: float = 20.0,
    control: bytes = GOOD,
    more: Mapping[str, bytes] = MappingProxyType({}),
) -> Outcome:
    names = [f"variant_{number}" for number in range(len(variants))]
    return sandbox.run(
        Job(
            runner="variants",
            request={
                "tests": ["test_tool.py"],
                "variants": [*names],
                "control": "control",
                "seconds": seconds,
                "examples": 5,
                "step_budget": 10_000,
            },
            files={
                "test_tool.py": tests,
                "control": control,
                **more,
                **dict(zip(names, variants, strict=True)),
            },
            limits=Limits(wall_seconds=60, cpu_seconds=30),
        )
    )


def states(outcome: Outcome) -> object:
    assert outcome.report is not None, outcome
    return outcome.report["variants"]


def test_each_variant_is_judged_by_itself(sandbox: Sandbox) -> None:
    outcome = run(sandbox, BAD, GOOD, b"import nothing_like_it\n", b"def (", GOOD)
    assert states(outcome) == ["red", "green", "red", "red", "green"]


@pytest.mark.parametrize(
    "body",
    [
        "    while True:\n        pass\n",
        "    for _ in iter(int, 1):\n        pass\n",
        "    return double(n)\n",
        "    try:\n        return double(n)\n    except Exception:\n        pass\n",
        "    __import__('os')._exit(3)\n",
        "    __import__('time').sleep(600)\n",
    ],
)
def test_a_variant_that_never_ends_or_dies_is_red_and_the_next_one_runs(
    sandbox: Sandbox, body: str
) -> None:
    variant = f"def double(n):\n{body}".encode()
    assert states(run(sandbox, variant, GOOD, seconds=3.0)) == ["red", "green"]


def test_no_variant_sees_files_that_another_left(sandbox: Sandbox) -> None:
    tests = b"""\
import os
import pathlib
import tempfile

from tool import double

PLACES = [pathlib.Path(p) for p in (".", os.environ["HOME"], tempfile.gettempdir())]


def test_first_run():
    assert sorted(p.name for p in PLACES[0].iterdir() if "pycache" not in p.name) == [
        "test_tool.py", "tool.py"]
    for place in PLACES:
        assert not (place / "seen").exists()
        (place / "seen").mkdir()
        (place / "seen" / "file").write_text("x")
        os.symlink("/", place / "link")
    assert double(2) == 4
"""
    assert states(run(sandbox, GOOD, GOOD, GOOD, tests=tests)) == ["green", "green", "green"]


def test_a_process_that_stays_behind_ends_the_run(sandbox: Sandbox) -> None:
    tests = b"""\
import os
import time

from tool import double


def test_leaves_one():
    if os.fork() == 0:
        os.setsid()
        time.sleep(30)
        os._exit(0)
    assert double(2) == 4
"""
    outcome = run(sandbox, GOOD, GOOD, tests=tests)
    assert outcome.ended is Ended.EXITED
    assert states(outcome) == ["stray"]


def test_a_process_of_the_same_group_is_killed_with_it(sandbox: Sandbox) -> None:
    tests = b"""\
import os
import time

from tool import double


def test_leaves_one():
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)
    assert double(2) == 4
"""
    assert states(run(sandbox, GOOD, GOOD, tests=tests)) == ["green", "green"]


FRAME = "import os\nimport pytest\nfrom tool import double\n\n\n"
SUITES = {
    "skipped": "@pytest.mark.skip\ndef test_it():\n    assert double(2) == 4\n",
    "skipped inside": "def test_it():\n    pytest.skip('x')\n    assert double(2) == 4\n",
    "expected to fail": "@pytest.mark.xfail\ndef test_it():\n    assert double(2) == 4\n",
    "failed by word": "def test_it():\n    if double(2) != 4:\n        pytest.fail('x')\n",
    "parametrized": (
        "@pytest.mark.parametrize('two', [1, 2], ids=['a', 'b'])\n"
        "@pytest.mark.parametrize(('n', 'wanted'), [(2, 4), pytest.param(3, 6)])\n"
        "def test_it(n, wanted, two):\n    assert double(n) * two == wanted * two\n"
    ),
    "names in one string": (
        "@pytest.mark.parametrize('n, wanted', [(2, 4)])\n"
        "def test_it(n, wanted):\n    assert double(n) == wanted\n"
    ),
    "a marked row": (
        "@pytest.mark.parametrize('n', [pytest.param(2, marks=pytest.mark.skip), 0])\n"
        "def test_it(n):\n    assert double(n) == n * 2\n"
    ),
    "rows from a generator": (
        "@pytest.mark.parametrize('n', (one for one in [2]))\n"
        "def test_it(n):\n    assert double(n) == 4\n"
    ),
    "through a fixture": (
        "@pytest.fixture\ndef two():\n    return 2\n\n\n"
        "def test_it(two):\n    assert double(two) == 4\n"
    ),
    "rows for a fixture": (
        "@pytest.fixture\ndef two(request):\n    return request.param + 1\n\n\n"
        "@pytest.mark.parametrize('two', [1], indirect=True)\n"
        "def test_it(two):\n    assert double(two) == 4\n"
    ),
    "a fixture around all": (
        "@pytest.fixture(autouse=True)\ndef _around():\n    os.environ['N'] = '2'\n\n\n"
        "def test_it():\n    assert double(int(os.environ['N'])) == 4\n"
    ),
    "a module set up": (
        "def setup_module():\n    os.environ['N'] = '2'\n\n\n"
        "def test_it():\n    assert double(int(os.environ['N'])) == 4\n"
    ),
    "a module marked": (
        "pytestmark = pytest.mark.skip\n\n\ndef test_it():\n    assert double(2) == 4\n"
    ),
    "in a class": "class TestIt:\n    def test_it(self):\n        assert double(2) == 4\n",
    "a property": (
        "from hypothesis import given, strategies as st\n\n\n"
        "@given(st.integers())\ndef test_it(n):\n    assert double(n) == n + n\n"
    ),
    "a property of a row": (
        "from hypothesis import given, strategies as st\n\n\n"
        "@pytest.mark.parametrize('two', [2])\n"
        "@given(n=st.integers())\ndef test_it(n, two):\n    assert double(n) == n * two\n"
    ),
    "plain after a fixture": (
        "def test_first(tmp_path):\n    assert double(0) == 0\n\n\n"
        "def test_second():\n    assert double(2) == 4\n"
    ),
    "no assertion": "def test_it():\n    double(2)\n",
    "a helper that looks like a test": (
        "test_data = [2]\n\n\ndef test_it():\n    assert double(test_data[0]) == 4\n"
    ),
    "leaving by the back door": "def test_it():\n    if double(2) != 4:\n        os._exit(0)\n",
    "ending the session": "def test_it():\n    if double(2) != 4:\n        raise SystemExit(0)\n",
    "tests as a coroutine": "async def test_it():\n    assert double(2) == 4\n",
}


@pytest.mark.parametrize("suite", SUITES)
def test_the_short_cut_finds_what_a_session_finds(sandbox: Sandbox, suite: str) -> None:
    tests = (FRAME + SUITES[suite]).encode()
    raising = b"def double(n):\n    raise RuntimeError(n)\n"
    variants = (GOOD, BAD, raising, b"def other(n):\n    return n\n", b"raise SystemExit(0)\n")
    short = states(run(sandbox, *variants, tests=tests))
    session = states(run(sandbox, *variants, tests=tests, control=b"no Python"))
    assert short == session


def test_a_short_cut_that_the_tool_itself_is_red_on_is_not_taken(sandbox: Sandbox) -> None:
    tests = b"""\
import pytest
from tool import double

calls = []


@pytest.fixture
def called():
    calls.append(1)


def test_first(called):
    assert double(1) == 2


def test_second():
    assert calls and double(2) == 4
"""
    assert states(run(sandbox, GOOD, BAD, tests=tests)) == ["green", "red"]


def looks(test: str, *lines: str) -> bytes:
    """A variant that is green only where ``test`` holds before its own first line is run."""
    return f"import sys\nassert {test}\n".encode() + "\n".join(lines).encode() + b"\n" + GOOD


def test_what_a_tool_imports_is_imported_once_and_no_line_of_the_tool_is_run_for_it(
    sandbox: Sandbox,
) -> None:
    control = b"import colorsys, segno\nfrom defusedxml import common\ncolorsys.seen = 1\n" + GOOD
    there = "all(name in sys.modules for name in ('colorsys', 'segno', 'defusedxml.common'))"
    variants = (
        looks(there),
        looks("not hasattr(sys.modules['colorsys'], 'seen')"),
        looks("'wave' not in sys.modules"),
    )
    assert states(run(sandbox, *variants, control=control)) == ["green"] * 3


def test_what_the_tests_bring_along_is_not_imported_ahead(sandbox: Sandbox) -> None:
    """A file of the candidate's that bears the name of a library."""
    outcome = run(
        sandbox,
        looks("'yaml' not in sys.modules"),
        control=b"import yaml\n" + GOOD,
        more={"yaml.py": b"import colorsys\ncolorsys.seen = 1\n"},
    )
    assert states(outcome) == ["green"]


def test_a_library_is_not_imported_ahead_where_the_tool_is_not_green_after_it(
    sandbox: Sandbox,
) -> None:
    control = b"import sys\nassert 'segno' not in sys.modules\nimport segno\n" + GOOD
    outcome = run(sandbox, looks("'segno' not in sys.modules"), BAD, control=control)
    assert states(outcome) == ["green", "red"]


@pytest.mark.parametrize(
    ("source", "bears"),
    [
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()", False),
        ("seen = 1", True),
        ("raise RuntimeError", True),
    ],
)
def test_a_library_that_starts_a_thread_does_not_bear_forks(
    tmp_path: Path,
    source: str,
    bears: bool,  # noqa: FBT001
) -> None:
    (tmp_path / "library.py").write_text(source)
    inside = Path(environment.__file__).parent
    asked = (
        f"import os, sys; sys.path[:0] = [{str(tmp_path)!r}, {str(inside)!r}]\n"
        "from inside import ahead\n"
        "os._exit(10 + ahead.bear_forks(['library'], lambda: True))"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 10 + bears


MARKS = {
    "a closed folder": """
    name = "m%d" % sum(one.startswith("m") for one in os.listdir("."))
    os.makedirs(name + "/inner")
    os.chmod(name, 0o500)
    assert name == "m0"
""",
    "its own text": """
    with open(__file__, "r+") as stream:
        seen = ("#" + "ran") in stream.read()
        stream.write("#" + "ran")
    assert not seen
""",
    "the mode of the home": """
    seen = os.stat(os.environ["HOME"]).st_mode & 0o777
    os.chmod(os.environ["HOME"], 0o711)
    assert seen == 0o755
""",
    "a file beside the folders": """
    assert not os.path.exists("../mark")
    open("../mark", "w").close()
""",
    "a file for everybody": """
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):
        try:
            assert not os.path.exists(folder + "/mark-of-a-variant")
            open(folder + "/mark-of-a-variant", "w").close()
        except OSError:
            pass
""",
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_test_does_not_know_whether_it_has_run_before(every_sandbox: Sandbox, mark: str) -> None:
    """Else it could be green for the tool and red for every mutant, and test nothing."""
    tests = f"import os\n\n\ndef test_nothing():\n{MARKS[mark]}".encode()
    assert states(run(every_sandbox, GOOD, BAD, GOOD, tests=tests)) == ["green"] * 3


REACH = """
import sys
frame = sys._getframe()
while frame:
    if frame.f_code.co_name == "settle":
        type(frame.f_locals["self"]).outcome = lambda self, source: "red"
        sys.exit = lambda *_: None
    frame = frame.f_back
"""
"""A module that, imported by the process that judges, makes every variant red."""


def test_no_line_of_the_tests_is_run_where_variants_are_judged(every_sandbox: Sandbox) -> None:
    """The library's own program imports every test that it finds in the working directory."""
    imports = "sys.modules.setdefault('unittest.__main__', sys)\nimport unittest.__main__\n"
    tests = f"{REACH}\n{imports}\n\ndef test_nothing():\n    assert True\n".encode()
    assert states(run(every_sandbox, GOOD, BAD, tests=tests)) == ["green", "green"]


def test_a_library_that_the_tests_plant_is_not_imported_where_variants_are_judged(
    every_sandbox: Sandbox,
) -> None:
    tests = f"""
import os
import segno
REACH = {REACH + "def make(*_): pass"!r}


def test_nothing():
    if not os.path.exists("segno"):
        os.mkdir("segno")
        with open("segno/__init__.py", "w") as stream:
            stream.write(REACH)
        os.chmod("segno", 0o500)
"""
    assert states(run(every_sandbox, GOOD, BAD, tests=tests.encode())) == ["green", "green"]
