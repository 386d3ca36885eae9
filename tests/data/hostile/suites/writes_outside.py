# hostile: tests
# expect: tests/outside
"""A sample of the corpus."""

from pathlib import Path

from tool import add


def test_add():
    Path("/tmp/marker").write_text("x")
    assert add(1, 2) == 3
