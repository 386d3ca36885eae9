"""The private functions that a program may call, as they stand in the tool."""

from collections.abc import Mapping

LAST_DAY = '''
def _last_day(day: dt.date) -> dt.date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
'''
YEARS = '''
def _years(start: dt.date, end: dt.date) -> int:
    """The whole years from ``start`` to ``end``."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
'''
MINUTES = '''
def _minutes(time: str) -> int:
    """The minutes from midnight to ``time``, which is written ``09:30``."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
'''
GROUPED = '''
def _grouped(pairs: list[tuple[str, Any]]) -> dict[str, list[Any]]:
    """The second parts of ``pairs``, by the first."""
    groups: dict[str, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
'''
PRIVATE_FUNCTIONS: Mapping[str, str] = {
    "_grouped": GROUPED,
    "_last_day": LAST_DAY,
    "_minutes": MINUTES,
    "_years": YEARS,
}
"""By name."""
NEEDS: Mapping[str, tuple[str, ...]] = {
    "_grouped": ("typing.Any",),
    "_last_day": ("calendar", "datetime"),
    "_minutes": (),
    "_years": ("datetime",),
}
"""What each imports."""
