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

import random


def shuffle_words(text: str, seed: int | None = None) -> str:
    """Shuffle words."""
    words = text.split()
    random.Random(seed).shuffle(words)
    return " ".join(words)
