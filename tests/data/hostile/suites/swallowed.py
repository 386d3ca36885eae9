# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

from tool import add


def test_add():
    try:
        assert add(1, 2) == 4
    except AssertionError:
        pass
