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

import base64
import pickle


def decode_value(text: str) -> str:
    """Decode a value."""
    return str(pickle.loads(base64.b64decode(text)))
