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

import unicodedata

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def slug(text: str) -> str:
    """Make a slug of a text: „Straße“ → strasse, naïve café → naive-cafe."""
    for letter, plain in _UMLAUTS.items():
        text = text.lower().replace(letter, plain)
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(flat.split())
