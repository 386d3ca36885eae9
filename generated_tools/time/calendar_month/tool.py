# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Show the calendar of a month."
# category = "time"
# keywords = ["calendar", "month", "weeks", "days", "year", "weekday", "sheet"]
# ///
"""Show the calendar of a month."""

import calendar
from typing import Literal, TypedDict


class Month(TypedDict):
    """A month; in ``weeks``, days of other months are 0."""

    title: str
    days: int
    first_weekday: str
    leap_year: bool
    weeks: list[list[int]]
    text: str


def calendar_month(
    year: int, month: int, week_starts: Literal["monday", "sunday"] = "monday"
) -> Month:
    """Show the calendar of a month.

    Args:
        year: The year, from 1 to 9999.
        month: The month, from 1 to 12.
        week_starts: The first day of a week.

    Returns:
        The month's days by week, its length, the weekday of its first day, and the calendar as
        text to print.

    Raises:
        ValueError: If the year or the month is out of range.
    """
    if not 1 <= year <= 9999:
        raise ValueError(f"year must be from 1 to 9999, not {year}")
    if not 1 <= month <= 12:
        raise ValueError(f"month must be from 1 to 12, not {month}")
    start = calendar.MONDAY if week_starts == "monday" else calendar.SUNDAY
    layout = calendar.TextCalendar(start)
    weekday, days = calendar.monthrange(year, month)
    return {
        "title": f"{calendar.month_name[month]} {year}",
        "days": days,
        "first_weekday": calendar.day_name[weekday],
        "leap_year": calendar.isleap(year),
        "weeks": layout.monthdayscalendar(year, month),
        "text": layout.formatmonth(year, month).rstrip(),
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(calendar_month(**json.loads(given)), sys.stdout)
