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

def double(numbers: list[int]) -> list[int]:
    """Double the numbers."""
    input = [2 * number for number in numbers]
    return input
