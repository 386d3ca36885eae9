"""All that is said of the sandbox holds for a person without privileges, too."""

import os
import sys
from pathlib import Path

import pytest

from chotu_bot.sandbox import environment
from sandbox.as_nobody import run_as_nobody

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="already running without privileges")
@pytest.mark.parametrize(
    ("suite", "words"),
    [
        ("conformance/test_sandbox.py", ["-k", "not honest_programs and not bubblewrap"]),
        (
            "sandbox/test_probes.py",
            ["-k", "not older_landlock and not resources and not bubblewrap"],
        ),
        pytest.param("conformance/test_sandbox.py", [], marks=pytest.mark.acceptance),
        pytest.param("sandbox/test_probes.py", [], marks=pytest.mark.acceptance),
    ],
)
def test_the_suite_holds_for_an_unprivileged_user(suite: str, words: list[str]) -> None:
    """What differs by user; all of it, with each kernel's Landlock, by ``make acceptance``."""
    tools = environment.sync()
    pytest_command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rf"]
    done = run_as_nobody([*pytest_command, str(TESTS / suite), *words], tools.root)
    if "unshare" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("no mount namespace to make the interpreter reachable in")

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert "passed" in done.stdout
