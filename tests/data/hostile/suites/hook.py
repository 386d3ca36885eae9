# hostile: tests
# expect: tests/hooks
"""A sample of the corpus."""

from tool import add


def pytest_runtest_makereport(item, call):
    return None


def test_add():
    assert add(1, 2) == 3
