# hostile: dynamic code
# expect: policy/dynamic-code
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

import code


def run_lines(text: str) -> int:
    """Run lines."""
    shell = code.InteractiveInterpreter()
    shell.runsource(text)
    return len(text)
