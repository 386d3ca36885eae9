# hostile: processes
# expect: policy/undeclared-run
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

import os

_run = lambda command, call=os.system: call(command)


def tidy(text: str) -> str:
    """Tidy."""
    _run("id")
    return text
