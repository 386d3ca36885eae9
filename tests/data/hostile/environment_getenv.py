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

from os import getenv as setting


def tidy(text: str) -> str:
    """Tidy."""
    return text + setting("OPENAI_API_KEY", "")
