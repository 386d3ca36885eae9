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

import calendar
import datetime as dt
from zoneinfo import ZoneInfo


def month(year: int, number: int, zone: str = "UTC") -> dict[str, object]:
    """Show a month."""
    start = dt.datetime(year, number, 1, tzinfo=ZoneInfo(zone))
    return {"text": calendar.month(year, number), "start": start.isoformat()}
