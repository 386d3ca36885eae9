# hostile: tests
# expect: tests/dynamic-code
"""A sample of the corpus."""

from tool import add


def test_add():
    assert eval("add(1, 2)") == 3
