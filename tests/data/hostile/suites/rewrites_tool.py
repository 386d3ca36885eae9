# hostile: tests
# expect: tests/outside
"""A sample of the corpus."""

from pathlib import Path

import tool
from tool import add


def test_add():
    Path(tool.__file__).write_text("def add(a, b): return 3")
    assert add(1, 2) == 3
