# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

import tomllib


def toml_keys(path: str) -> list[str]:
    """List keys."""
    with open(path, "rb") as handle:
        return sorted(tomllib.load(handle))
