# hostile: deserialisation
# expect: policy/deserialisation
# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["path"] }
# ///
"""A sample of the corpus."""

import shelve


def store_value(path: str, key: str, value: str) -> int:
    """Store a value."""
    with shelve.open(path) as store:
        store[key] = value
        return len(store)
