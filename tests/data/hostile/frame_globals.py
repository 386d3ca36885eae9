# hostile: reflection
# expect: policy/reflection
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

import sys


def caller_name() -> str:
    """Say who calls."""
    return str(sys._getframe(1).f_globals["__name__"])
