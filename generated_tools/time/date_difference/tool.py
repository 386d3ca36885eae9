# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Count the days from one date to another."
# category = "time"
# keywords = ["date", "difference", "days", "between", "dates", "count", "until", "since", "birthday"]
# examples = [
#   '{"arguments": {"start": "2024-02-28", "end": "2024-03-01"}, "result": 2}',
# ]
# ///
"""Count the days from one date to another."""

from datetime import date


def date_difference(start: str, end: str) -> int:
    """Count the days from one date to another.

    Args:
        start: The first date, as ``2024-12-31``.
        end: The second date, in the same notation.

    Returns:
        The number of days; negative when the second date is the earlier one.

    Raises:
        ValueError: If one of them is not a date.
    """
    return (_date(end) - _date(start)).days


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"not a date such as 2024-12-31: {text!r}") from error


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(date_difference(**json.loads(given)), sys.stdout)
