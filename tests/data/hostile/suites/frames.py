# hostile: tests
# expect: tests/reflection
"""A sample of the corpus."""

import sys

from tool import add


def test_add():
    sys._getframe(1).f_locals.clear()
    assert add(1, 2) == 3
