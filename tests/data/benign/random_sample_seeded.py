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


def sample_lines(text: str, count: int, seed: int = 0) -> list[str]:
    """Sample lines."""
    lines = text.splitlines()
    return random.Random(seed).sample(lines, min(count, len(lines)))
