# hostile: suppression
# expect: policy/suppression
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

import hashlib


def digest(text: str) -> str:
    """Digest."""
    return hashlib.sha256(text.encode()).hexdigest()  # nosec
