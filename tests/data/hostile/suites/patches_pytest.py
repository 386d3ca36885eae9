# hostile: tests
# expect: tests/patching
"""A sample of the corpus."""

import _pytest.assertion.rewrite
from tool import add


def test_add():
    _pytest.assertion.rewrite.rewrite_asserts = None
    assert add(1, 2) == 3
