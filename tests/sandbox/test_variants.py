"""The ``variants`` runner: one process each, none sees another, endless ones are cut."""

from collections.abc import Iterator

import pytest

from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Ended, Job, Limits, Outcome, Sandbox
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


def run(sandbox: Sandbox, *variants: bytes, tests: bytes = TESTS, seconds: float = 20.0) -> Outcome:
    names = [f"variant_{number}" for number in range(len(variants))]
    return sandbox.run(
        Job(
            runner="variants",
            request={
                "tests": ["test_tool.py"],
                "variants": [*names],
                "seconds": seconds,
                "examples": 5,
                "step_budget": 10_000,
            },
            files={"test_tool.py": tests, **dict(zip(names, variants, strict=True))},
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
