"""A sample of the corpus."""

import unittest

import pytest
from tool import add


class TestAdd:
    def test_value(self):
        assert add(1, 2) == 3

    def test_error(self):
        with pytest.raises(TypeError, match="."):
            add(None, 1)


class Old(unittest.TestCase):
    def test_value(self):
        self.assertEqual(add(1, 2), 3)
