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

def choose_mode(compile: bool, exec: str = "no", input: str = "x") -> str:
    """Choose a mode."""
    return f"{exec}-{input}" if compile else "plain"
