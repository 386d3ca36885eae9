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

from collections import namedtuple

_Point = namedtuple("_Point", ["x", "y"])


def read_field(x: float, y: float, name: str) -> float:
    """Read a field of a point."""
    return float(getattr(_Point(x, y), name, 0.0))
