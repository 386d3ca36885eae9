# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

from tool import add


def test_add():
    assert add(1, 2) is not None
    assert isinstance(add(1, 2), int)
