# hostile: deserialisation
# expect: policy/deserialisation
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

import yaml


def parse_text(text: str) -> str:
    """Parse text."""
    return str(yaml.load(text, Loader=yaml.UnsafeLoader))
