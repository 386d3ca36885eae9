# hostile: tests
# expect: tests/exit
"""A sample of the corpus."""

import atexit

from tool import add

atexit.register(print, "x")


def test_add():
    assert add(1, 2) == 3
