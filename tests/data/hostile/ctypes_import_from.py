# hostile: native code
# expect: policy/native-code
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

from ctypes import cdll as loader


def process_number(library: str = "libc.so.6") -> int:
    """Say the process number."""
    return int(loader.LoadLibrary(library).getpid())
