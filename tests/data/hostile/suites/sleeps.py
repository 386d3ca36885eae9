# hostile: tests
# expect: tests/sleep
"""A sample of the corpus."""

import time

from tool import add


def test_add():
    time.sleep(5)
    assert add(1, 2) == 3
