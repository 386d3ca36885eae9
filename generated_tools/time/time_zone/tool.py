# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Convert a time from one time zone to another."
# category = "time"
# keywords = ["time", "zone", "timezone", "convert", "utc", "city", "world", "clock"]
# ///
"""Convert a time from one time zone to another."""

from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class Converted(TypedDict):
    """The time in the other zone; ``hours`` is how far that zone is ahead."""

    time: str
    weekday: str
    hours: float
    summary: str


def time_zone(time: str, source: str = "UTC", target: str = "UTC") -> Converted:
    """Convert a time from one time zone to another.

    Args:
        time: The time in ISO 8601, such as ``2026-01-15T12:00``; with an offset of its own, that
            counts and not the source.
        source: The zone of the time, such as ``Europe/Paris``.
        target: The zone to convert to.

    Returns:
        The time in the target's zone with its day of the week, by how many hours the target is
        ahead of the source, and a summary in one line.

    Raises:
        ValueError: If the time is not in ISO 8601, or leaves the years 1 to 9999.
        LookupError: If a zone is not known on this machine.
    """
    moment = datetime.fromisoformat(time.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(source))
    try:
        found = moment.astimezone(_zone(target))
    except OverflowError as error:
        raise ValueError("the time leaves the years 1 to 9999") from error
    # The wall clocks' difference is the offsets'.
    apart = found.replace(tzinfo=None) - moment.replace(tzinfo=None)
    return {
        "time": found.isoformat(),
        "weekday": f"{found:%A}",
        "hours": round(apart / timedelta(hours=1), 2),
        "summary": f"{moment:%Y-%m-%d %H:%M} {source} is {found:%Y-%m-%d %H:%M} {target}",
    }


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise LookupError(f"no time zone is known as {name!r}; write Europe/Paris") from error


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(time_zone(**json.loads(given)), sys.stdout)
