# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

import pytest
from tool import add


def test_add():
    with pytest.raises(Exception):
        add("a", 2)
