"""Operations on dates and times of the day; dates stand in text as ISO 8601 has them."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from chotu_bot.generators.synthesis.expression import Apply, Constant, Node
from chotu_bot.generators.synthesis.kinds import DATE, INTEGER, Kind, Value
from chotu_bot.generators.synthesis.operations.making import operation as op

_ISO_LENGTH = 10
ISO = "%Y-%m-%d"
_TIME = re.compile(r"[0-2]?\d:[0-5]\d")
FORMS = (ISO, "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y")


def _date(text: str) -> dt.date:
    if len(text) != _ISO_LENGTH or text[4] != "-":
        raise ValueError("no date")
    return dt.date.fromisoformat(text)


def _read(text: str, form: str) -> dt.date:
    return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def _last_day(date: dt.date) -> dt.date:
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def _years(start: dt.date, end: dt.date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


READ_ISO = op(
    "text -> date",
    "dt.date.fromisoformat({0})",
    _date,
    imports="datetime",
    raises="ValueError",
)
READ = op(
    "text, text -> date",
    "dt.datetime.strptime({0}, {1}).date()",
    _read,
    imports="datetime",
    raises="ValueError",
)
READ_TIME = op("text -> integer", "_minutes({0})", _minutes, helper="_minutes", raises="ValueError")
WRITE_ISO = op("date -> text", "{0:0}.isoformat()", dt.date.isoformat)
DATE_OPERATIONS = (
    WRITE_ISO,
    op(
        "date -> integer",
        "({0:0}.month - 1) // 3 + 1",
        lambda day: (day.month - 1) // 3 + 1,
        level=3,
    ),
    op("date, text -> text", "{0:0}.strftime({1})", dt.date.strftime, "- date_format"),
    op("date -> integer", "{0:0}.year", lambda day: day.year),
    op("date -> integer", "{0:0}.month", lambda day: day.month),
    op("date -> integer", "{0:0}.day", lambda day: day.day),
    op("date -> integer", "{0:0}.weekday()", dt.date.weekday),
    op("date -> integer", "{0:0}.isocalendar().week", lambda day: day.isocalendar().week),
    op("date -> integer", "{0:0}.timetuple().tm_yday", lambda day: day.timetuple().tm_yday),
    op("date -> date", "{0:0}.replace(day=1)", lambda day: day.replace(day=1)),
    op("date -> date", "_last_day({0})", _last_day, helper="_last_day"),
    op(
        "date, integer -> date",
        "{0:3} + dt.timedelta(days={1})",
        lambda day, days: day + dt.timedelta(days),
        "- ?number",
        level=3,
        imports="datetime",
        raises="OverflowError",
    ),
    op(
        "date, integer -> date",
        "{0:3} - dt.timedelta(days={1})",
        lambda day, days: day - dt.timedelta(days),
        "- ?number",
        level=3,
        imports="datetime",
        raises="OverflowError",
    ),
    op(
        "date, date -> integer",
        "({0:3} - {1:2}).days",
        lambda one, other: (one - other).days,
    ),
    op("date, date -> integer", "_years({0}, {1})", _years, helper="_years"),
    op("date, date -> boolean", "{0:3} < {1:3}", lambda one, other: one < other, level=4),
    READ_TIME,
)


def readings(texts: Sequence[str]) -> Iterator[tuple[Kind, Callable[[Node], Node], list[Value]]]:
    """The ways in which all ``texts`` can be read as dates or times of the day.

    Yields:
        What they are then, what reads one from the program that gives its text, all of them.
    """
    for form in FORMS:
        days = read_all(texts, form)
        if days is not None:
            yield DATE, _reader(form), [*days]
    if all(_TIME.fullmatch(one) for one in texts):
        yield INTEGER, lambda node: Apply(READ_TIME, (node,)), [_minutes(one) for one in texts]


def read_all(texts: Sequence[str], form: str) -> list[dt.date] | None:
    """The dates that ``texts`` are in one notation; None where any is not."""
    try:
        return [_date(one) if form == ISO else _read(one, form) for one in texts]
    except ValueError:
        return None


def _reader(form: str) -> Callable[[Node], Node]:
    def read(node: Node) -> Node:
        return Apply(READ_ISO, (node,)) if form == ISO else Apply(READ, (node, Constant(form)))

    return read
