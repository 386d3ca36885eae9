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

def evaluate(values: list[float]) -> float:
    """Evaluate the mean of the values."""
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)
