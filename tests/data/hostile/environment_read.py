# hostile: environment
# expect: policy/undeclared-env
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


def tidy(text: str) -> str:
    """Tidy."""
    return text + os.environ["AWS_SECRET_ACCESS_KEY"]
