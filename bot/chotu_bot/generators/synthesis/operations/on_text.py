"""Operations on text."""

from chotu_bot.generators.synthesis.kinds import Value
from chotu_bot.generators.synthesis.operations.making import LONGEST, limited
from chotu_bot.generators.synthesis.operations.making import operation as op


def _character(text: str, place: int) -> str:
    return text[place]


def _repeat(text: str, times: int) -> Value:
    if len(text) * times > LONGEST:
        raise ValueError("too large")
    return text * times


def _number(text: str) -> int:
    number = int(text)
    limited(number)
    return number


def _part(text: str, separator: str, place: int) -> str:
    return text.split(separator)[place]


JOIN = op(
    "list[text], text -> text",
    "{1:0}.join({0})",
    lambda parts, glue: glue.join(parts),
    "- ?glue",
)
TEXT_OPERATIONS = (
    op("text -> text", "{0:0}.lower()", str.lower),
    op("text -> text", "{0:0}.upper()", str.upper),
    op("text -> text", "{0:0}.capitalize()", str.capitalize),
    op("text -> text", "{0:0}.title()", str.title),
    op("text -> text", "{0:0}.strip()", str.strip),
    op("text -> text", "{0:0}[::-1]", lambda text: text[::-1]),
    op("text -> integer", "len({0})", len),
    op("text -> integer", "int({0})", _number, raises="ValueError"),
    op("text -> list[text]", "{0:0}.split()", str.split),
    op("text -> list[text]", "list({0})", list),
    op("text, text -> boolean", "{0:3} == {1:3}", str.__eq__, "- ?word", level=4),
    op("text -> boolean", "{0:0}.isdigit()", str.isdigit),
    op("text -> boolean", "{0:0}.isalpha()", str.isalpha, cost=2),
    op("text -> boolean", "{0:0}.isupper()", str.isupper),
    op(
        "text -> boolean",
        '{0} in "aeiou"',
        lambda text: text in "aeiou",
        cost=2,
        level=4,
    ),
    op("text, integer -> text", "{0:0}[{1}]", _character, "- index", raises="IndexError"),
    op("text, integer -> text", "{0:0}[:{1}]", lambda text, end: text[:end], "- ?count"),
    op("text, integer -> text", "{0:0}[{1}:]", lambda text, start: text[start:], "- ?count"),
    op("text, integer -> text", "{0:0}[:-{1:0}]", lambda text, count: text[:-count], "- ?count"),
    op("text, integer -> text", "{0:0}[-{1:0}:]", lambda text, count: text[-count:], "- ?count"),
    op("text, text -> list[text]", "{0:0}.split({1})", str.split, "- ?separator"),
    op(
        "text, text, integer -> text",
        "{0:0}.split({1})[{2}]",
        _part,
        "- separator index",
        raises="IndexError",
    ),
    op(
        "text, text -> text",
        "{0:0}.partition({1})[0]",
        lambda text, mark: text.partition(mark)[0],
        "- separator",
        cost=2,
    ),
    op(
        "text, text -> text",
        "{0:0}.partition({1})[2]",
        lambda text, mark: text.partition(mark)[2],
        "- separator",
        cost=2,
    ),
    op("text, text -> boolean", "{0:0}.startswith({1})", str.startswith, "- ?separator"),
    op("text, text -> boolean", "{0:0}.endswith({1})", str.endswith, "- ?separator"),
    op("text, text -> boolean", "{1:4} in {0:3}", str.__contains__, "- ?separator", level=4),
    op("text, text -> integer", "{0:0}.count({1})", str.count, "- ?separator"),
    op("text, text, text -> text", "{0:0}.replace({1}, {2})", str.replace, "- ?separator ?glue"),
    op("text, integer -> text", "{0:2} * {1:1}", _repeat, "?glue ?count", level=2),
    JOIN,
    op("text -> boolean", '{0:3} != ""', bool, level=4),
)
