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

_READERS = {"int": int, "any": eval}


def parse_value(text: str, kind: str = "int") -> str:
    """Parse a value."""
    return str(_READERS[kind](text))
