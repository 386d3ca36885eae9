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

from typing import Any


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Flatten."""
    flat: dict[str, Any] = {}
    for key, part in value.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(part, dict):
            flat.update(flatten(part, name))
        else:
            flat[name] = part
    return flat
