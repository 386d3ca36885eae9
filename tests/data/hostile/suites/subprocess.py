# hostile: tests
# expect: tests/processes
"""A sample of the corpus."""

import subprocess
import sys

from tool import add


def test_add():
    subprocess.run([sys.executable, "-c", "1"], check=True)
    assert add(1, 2) == 3
