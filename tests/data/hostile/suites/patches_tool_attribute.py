# hostile: tests
# expect: tests/patching
"""A sample of the corpus."""

import tool
from tool import add


def test_add():
    tool.add = lambda a, b: 3
    assert tool.add(1, 2) == 3
    assert add(1, 1) == 2
