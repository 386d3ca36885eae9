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

import functools
from collections.abc import Callable


def _clean(function: Callable[[str], str]) -> Callable[[str], str]:
    @functools.wraps(function)
    def inner(text: str) -> str:
        return function(text.strip())

    return inner


@_clean
def _title(text: str) -> str:
    return text.title()


def title_case(text: str) -> str:
    """Title case."""
    return _title(text)
