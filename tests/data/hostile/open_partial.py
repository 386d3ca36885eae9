# hostile: undeclared files
# expect: policy/undeclared-write
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

_writer = functools.partial(open, mode="w")


def tidy(text: str) -> str:
    """Tidy."""
    with _writer(text) as handle:
        handle.write("x")
    return text
