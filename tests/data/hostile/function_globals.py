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

import json


def tidy(text: str) -> str:
    """Tidy."""
    names = json.dumps.__globals__
    return text + str(len(names))
