# hostile: tests
# expect: tests/patching
"""A sample of the corpus."""

from tool import add


def test_add(monkeypatch):
    monkeypatch.setattr("tool.add", lambda a, b: 3)
    assert add(1, 2) == 3
