# hostile: tests
# expect: tests/patching
"""A sample of the corpus."""

import builtins

from tool import add


def test_add(monkeypatch):
    monkeypatch.setattr(builtins, "sum", lambda values: 3)
    assert add(1, 2) == 3
