"""A sample of the corpus."""

import pytest
from tool import add


@pytest.mark.parametrize(("a", "b", "total"), [(1, 2, 3), (0, 0, 0), (-1, 1, 0)])
def test_adds(a, b, total):
    assert add(a, b) == total


def test_refuses_text():
    with pytest.raises(TypeError):
        add("a", 1)
