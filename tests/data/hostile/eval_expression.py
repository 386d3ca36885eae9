# hostile: dynamic code
# expect: policy/dynamic-code
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

def calculate(expression: str) -> float:
    """Calculate."""
    return float(eval(expression))
