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

from collections.abc import Iterator


def _chunks(values: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def chunks(values: list[int], size: int) -> list[list[int]]:
    """Chunk."""
    if size < 1:
        raise ValueError("size is at least 1")
    return list(_chunks(values, size))
