# hostile: import effect
# expect: policy/undeclared-run
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# ///
"""A sample of the corpus."""

import os


class _Meta(type):
    def __new__(mcs, name, bases, body):
        os.system("id")
        return super().__new__(mcs, name, bases, body)


class _Plain(metaclass=_Meta):
    pass


def tidy(text: str) -> str:
    """Tidy."""
    return text
