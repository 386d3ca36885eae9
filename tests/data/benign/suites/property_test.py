"""A sample of the corpus."""

from hypothesis import given
from hypothesis import strategies as st
from tool import add


@given(st.integers(), st.integers())
def test_order_does_not_matter(a, b):
    assert add(a, b) == add(b, a)


def test_value():
    assert add(2, 2) == 4
