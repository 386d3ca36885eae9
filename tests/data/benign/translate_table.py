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

_TABLE = str.maketrans({"a": "4", "e": "3"})
_NAMES = tuple(sorted({"x", "y"}))
_SQUARES = {number: number**2 for number in range(10)}
_ALIAS: dict[str, int] = dict(one=1, two=2)


def leet(text: str) -> str:
    """Leet."""
    return text.translate(_TABLE) + "".join(_NAMES)[:0] + str(_SQUARES.get(_ALIAS["one"], 0))[:0]
