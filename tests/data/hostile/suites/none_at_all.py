# hostile: tests
# expect: tests/vacuous
"""A sample of the corpus."""

from tool import add

VALUE = add(1, 2)
