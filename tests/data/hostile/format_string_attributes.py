# hostile: reflection
# expect: policy/reflection
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

class _Thing:
    value = 1


def describe(text: str) -> str:
    """Describe."""
    return "{0.__init__.__globals__}".format(_Thing()) + text
