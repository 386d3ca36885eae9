# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

from tool import add


def test_add():
    assert add
    assert 1 + 2 == 3
