# hostile: tests
# expect: tests/suppression
"""A sample of the corpus."""

from tool import add


def test_add():
    assert add(1, 2) == 3  # pragma: no cover
