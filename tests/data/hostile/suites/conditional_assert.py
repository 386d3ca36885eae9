# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

from tool import add


def test_add():
    if add(1, 2) == 3:
        assert add(1, 2) == 3
