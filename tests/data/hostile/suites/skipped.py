# hostile: tests
# expect: tests/skip
"""A sample of the corpus."""

import pytest
from tool import add


@pytest.mark.skip
def test_add():
    assert add(1, 2) == 3
