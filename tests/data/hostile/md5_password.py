# hostile: weak hashing
# expect: policy/weak-hash
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


def hash_password(password: str) -> str:
    """Hash."""
    return hashlib.md5(password.encode()).hexdigest()
