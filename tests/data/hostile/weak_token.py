# hostile: weak randomness
# expect: policy/weak-random
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
import string


def make_password(length: int = 12) -> str:
    """Make a password."""
    return "".join(random.choice(string.ascii_letters) for _ in range(length))
