# hostile: tests
# expect: tests/hooks
"""A sample of the corpus."""

from tool import add

pytest_plugins = ["pytester"]


def test_add():
    assert add(1, 2) == 3
