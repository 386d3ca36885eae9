# hostile: tests
# expect: tests/reflection
"""A sample of the corpus."""

import gc

from tool import add


def test_add():
    gc.get_objects()
    assert add(1, 2) == 3
