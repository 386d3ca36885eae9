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
# ///
"""A sample of the corpus."""

import io
from pickle import Unpickler


class _Reader(Unpickler):
    pass


def decode_value(text: str) -> str:
    """Decode."""
    return str(_Reader(io.BytesIO(text.encode())).load())
