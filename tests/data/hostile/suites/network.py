# hostile: tests
# expect: tests/network
"""A sample of the corpus."""

import urllib.request

from tool import add


def test_add():
    assert urllib.request.urlopen("https://example.com").status == 200
    assert add(1, 2) == 3
