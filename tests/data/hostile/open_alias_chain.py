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

import io

_opener = io.open
_again = _opener


def tidy(text: str) -> str:
    """Tidy."""
    with _again("/tmp/out", "w") as handle:
        handle.write(text)
    return text
