# hostile: tests
# expect: tests/environment
"""A sample of the corpus."""

import os

from tool import add


def test_add():
    assert add(1, 2) == 3 or os.environ["SECRET"]
