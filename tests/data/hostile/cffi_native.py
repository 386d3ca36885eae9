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

import cffi


def process_number() -> int:
    """Say the process number."""
    return int(cffi.FFI().dlopen(None).getpid())
