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

Grid = list[list[float]]


def multiply(left: Grid, right: Grid) -> Grid:
    """Multiply matrices."""
    if not left or len(left[0]) != len(right):
        raise ValueError("the sizes do not fit")
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*right, strict=True)]
        for row in left
    ]
