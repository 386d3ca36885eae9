# hostile: resources
# expect: policy/huge-constant
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

def add(a: int, b: int) -> int:
    """Add."""
    return a + b + 10 ** 10 ** 10
