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

def tidy(texts: list[str]) -> list[str]:
    """Tidy."""
    return [handle.read() for handle in map(open, texts)]
