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

import struct
from array import array


def pack_numbers(values: list[int]) -> list[int]:
    """Pack."""
    data = struct.pack(f"<{len(values)}i", *values)
    return list(array("B", data))
