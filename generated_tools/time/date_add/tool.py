# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Add days, weeks or months to a date and tell the day of the week."
# category = "time"
# keywords = ["date", "add", "days", "weeks", "months", "after", "before", "weekday", "deadline"]
# ///
"""Add days, weeks or months to a date."""

import calendar
from datetime import date, timedelta
from typing import TypedDict

_MOST = 100_000


class Day(TypedDict):
    """The day that was found."""

    date: str
    weekday: str
    day_of_year: int


def date_add(start: str, days: int = 0, weeks: int = 0, months: int = 0) -> Day:
    """Add days, weeks or months to a date and tell the day of the week.

    Months are added first: a day that the month does not have becomes its last one.

    Args:
        start: The date to count from, as ``2026-01-31``.
        days: Days to add; negative ones lead back, as with weeks and months.
        weeks: Weeks to add.
        months: Months to add.

    Returns:
        The date, its day of the week in English, and its number in the year.

    Raises:
        ValueError: If the start is no date, more than 100,000 are added of anything, or the date
            lies outside of the years 1 to 9999.
    """
    for amount in (days, weeks, months):
        if abs(amount) > _MOST:
            raise ValueError(f"cannot add {amount}: at most {_MOST}")
    begin = date.fromisoformat(start.strip())
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    try:
        last = calendar.monthrange(year, month + 1)[1]
        moved = begin.replace(year, month + 1, min(begin.day, last))
        found = moved + timedelta(days=days, weeks=weeks)
    except (ValueError, OverflowError, IndexError) as error:
        raise ValueError("the date lies outside of the years 1 to 9999") from error
    return {
        "date": found.isoformat(),
        "weekday": calendar.day_name[found.weekday()],
        "day_of_year": found.timetuple().tm_yday,
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(date_add(**json.loads(given)), sys.stdout)
