"""A sample of the corpus."""

import pytest
from tool import add


@pytest.fixture
def numbers():
    return [1, 2]


def _check(total, expected):
    assert total == expected, "wrong sum"


def test_adds(numbers):
    _check(add(*numbers), 3)
