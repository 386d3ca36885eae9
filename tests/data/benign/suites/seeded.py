"""A sample of the corpus."""

import random

from tool import add

RNG = random.Random(7)


def test_adds():
    for _ in range(5):
        a, b = RNG.randint(0, 9), RNG.randint(0, 9)
        assert add(a, b) - b == a
