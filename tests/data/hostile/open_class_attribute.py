# hostile: undeclared files
# expect: policy/undeclared-read
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

class _Tools:
    reader = staticmethod(open)


def tidy(text: str) -> str:
    """Tidy."""
    return _Tools().reader(text).read()
