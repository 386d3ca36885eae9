# hostile: undeclared files
# expect: policy/undeclared-read,policy/undeclared-env
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

from pathlib import Path


def tidy(text: str) -> str:
    """Tidy."""
    return text + (Path.home() / ".ssh" / "id_rsa").read_text()
