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

import configparser


def ini_sections(path: str) -> list[str]:
    """List sections."""
    parser = configparser.ConfigParser()
    parser.read(path, encoding="utf-8")
    return parser.sections()
