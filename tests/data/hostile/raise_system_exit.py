# hostile: exit
# expect: policy/exit
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
    if a > b:
        raise SystemExit(0)
    return a + b
