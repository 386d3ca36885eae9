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

import re
from collections import Counter

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_STOP = frozenset({"the", "a", "and", "of", "to"})


def summarise(text: str, sentences: int = 2) -> str:
    """Summarise."""
    parts = _SENTENCE.split(text.strip())
    counts = Counter(word for word in re.findall(r"\w+", text.lower()) if word not in _STOP)
    ranked = sorted(parts, key=lambda part: -sum(counts[w] for w in re.findall(r"\w+", part.lower())))
    chosen = set(ranked[:sentences])
    return " ".join(part for part in parts if part in chosen)
