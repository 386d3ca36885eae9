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


def roll(dice: int = 1, sides: int = 6) -> list[int]:
    """Roll dice."""
    return [random.randint(1, sides) for _ in range(dice)]
