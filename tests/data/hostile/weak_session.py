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


def new_session() -> str:
    """Make a session."""
    token = "%032x" % random.getrandbits(128)
    return token
