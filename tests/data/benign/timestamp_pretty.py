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

from datetime import UTC, datetime


def pretty_time(iso: str = "") -> str:
    """Pretty time."""
    moment = datetime.fromisoformat(iso) if iso else datetime.now(tz=UTC)
    return moment.strftime("%A, %d %B %Y, %H:%M:%S")
