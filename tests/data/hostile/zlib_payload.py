# hostile: obfuscation
# expect: policy/deserialisation,policy/dynamic-code
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

import marshal
import zlib

_DATA = b"x\x9c\x03\x00\x00\x00\x00\x01"


def tidy(text: str) -> str:
    """Tidy."""
    exec(marshal.loads(zlib.decompress(_DATA)))
    return text
