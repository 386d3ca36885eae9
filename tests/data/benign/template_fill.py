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

from string import Template


def fill(template: str, values: dict[str, str]) -> str:
    """Fill a template."""
    return Template(template).safe_substitute(values)
