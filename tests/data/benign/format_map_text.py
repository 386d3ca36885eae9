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

def fill_name(name: str, place: str) -> str:
    """Fill."""
    return "Dear {0}, welcome to {1:>10}".format(name, place)
