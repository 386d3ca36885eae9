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

from concurrent.futures import ThreadPoolExecutor


def squares(values: list[int]) -> list[int]:
    """Square."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(_square, values))


def _square(value: int) -> int:
    return value * value
