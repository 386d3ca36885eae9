# hostile: tests
# expect: tests/randomness
"""A sample of the corpus."""

import random

from tool import add


def test_add():
    a = random.randint(0, 9)
    assert add(a, 1) == a + 1
