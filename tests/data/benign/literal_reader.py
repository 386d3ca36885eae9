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

import ast


def parse_literal(text: str) -> str:
    """Parse a literal."""
    return repr(ast.literal_eval(text))
