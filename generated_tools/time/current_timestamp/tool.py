# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Show the current date and time in a pretty format."
# category = "time"
# keywords = ["current", "timestamp", "time", "date", "now", "clock", "pretty", "format", "today"]
# ///
"""Show the current date and time."""

from datetime import UTC, datetime
from typing import TypedDict


class Timestamp(TypedDict):
    """One moment in several notations."""

    pretty: str
    iso: str
    date: str
    time: str
    weekday: str
    unix: int


def current_timestamp(
    layout: str = "%A, %d %B %Y, %H:%M:%S", utc: bool = False, now: str = ""
) -> Timestamp:
    """Show the current date and time in a pretty format and in the usual notations.

    Args:
        layout: How ``pretty`` looks, in the codes of ``strftime``.
        utc: Whether to show universal time instead of the machine's own.
        now: The moment to show, in ISO 8601 with an offset; empty for the current time.

    Returns:
        The moment in the layout, in ISO 8601, as date, time and weekday, and as seconds since
        1970.

    Raises:
        ValueError: If the layout is empty, or ``now`` is not a time with an offset.
    """
    if not layout.strip():
        raise ValueError("the layout is empty: give codes such as %Y-%m-%d")
    moment = _moment(now)
    if utc:
        moment = moment.astimezone(UTC)
    return {
        "pretty": moment.strftime(layout),
        "iso": moment.isoformat(timespec="seconds"),
        "date": moment.strftime("%Y-%m-%d"),
        "time": moment.strftime("%H:%M:%S"),
        "weekday": moment.strftime("%A"),
        "unix": int(moment.timestamp()),
    }


def _moment(now: str) -> datetime:
    if not now:
        return datetime.now(UTC).astimezone()
    try:
        moment = datetime.fromisoformat(now)
    except ValueError as error:
        raise ValueError(f"not a time in ISO 8601: {now!r}") from error
    if moment.tzinfo is None:
        raise ValueError(f"{now!r} has no offset: add one, such as +00:00")
    return moment


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(current_timestamp(**json.loads(given)), sys.stdout)
