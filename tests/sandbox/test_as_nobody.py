"""All that is said of the sandbox holds for a person without privileges, too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chotu_bot.sandbox import environment

TESTS = Path(__file__).resolve().parents[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="already running without privileges")
@pytest.mark.parametrize("suite", ["conformance/test_sandbox.py", "sandbox/test_probes.py"])
def test_the_suite_holds_for_an_unprivileged_user(suite: str) -> None:
    tools = environment.sync()
    needed = [sys.base_prefix, str(tools.root.parent), sys.prefix, str(TESTS.parent)]
    pytest_command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rf"]
    command = [sys.executable, str(Path(__file__).with_name("as_nobody.py")), *needed, "--"]
    done = subprocess.run(
        [*command, *pytest_command, str(TESTS / suite)],
        check=False,
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
        env={
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": str(tools.root.parent.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    if "unshare" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("no mount namespace to make the interpreter reachable in")

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    assert "passed" in done.stdout
