# hostile: blocks
# expect: policy/standard-input
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

def ask_name(question: str) -> str:
    """Ask."""
    return input(question)
