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

def system(names: list[str]) -> list[str]:
    """Pick the names of system files."""
    return [name for name in names if name.startswith("system")]
