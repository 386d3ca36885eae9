"""Examples as people type them: ``text="a b", n=2 => 3``, with ``@path`` for a file."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from chotu_bot.domain.contract import Example
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import UsageError

FILE_LIMIT = 64 * 2**10
"""Bytes of one attached file at most."""
_FORM = 'an example is written name=JSON, name=JSON => JSON, for instance text="a b" => 2'
_NAME = re.compile(r"\s*([A-Za-z_]\w*)\s*=\s*")
_FILE = re.compile(r'"(?:[^"\\]|\\.)*"|@([^\s,\]}"]+)')
_MARK = "\0file:"


def parse_example(text: str, folder: Path) -> Example:
    """One example; files after ``@`` are read relative to ``folder``.

    Raises:
        UsageError: when the text has another form, or a file is missing or over 64 KiB.
    """
    marked = _FILE.sub(_mark, text)
    position, arguments = 0, dict[str, Json]()
    while not marked[position:].lstrip().startswith("=>"):
        position = _argument(marked, position, arguments, text)
    result, rest = _value(marked, marked.index("=>", position) + 2, text)
    if marked[rest:].strip():
        raise UsageError(f"{_FORM}; after the result of {text!r} stands {marked[rest:].strip()!r}")
    files: dict[str, bytes] = {}
    read = _reader(folder, files)
    placed = {name: _replace(value, read) for name, value in arguments.items()}
    return Example(arguments=placed, result=_replace(result, read), files=files)


def examples_of(given: Iterable[Example | str]) -> tuple[Example, ...]:
    """All of them, those that are typed read as ``parse_example`` does, from the present folder."""
    return tuple(parse_example(one, Path.cwd()) if isinstance(one, str) else one for one in given)


def _mark(match: re.Match[str]) -> str:
    return json.dumps(_MARK + match[1]) if match[1] else match[0]


def _argument(marked: str, position: int, arguments: dict[str, Json], text: str) -> int:
    name = _NAME.match(marked, position)
    if name is None:
        raise UsageError(f"{_FORM}; {text!r} has no name=JSON at character {position + 1}")
    value, position = _value(marked, name.end(), text)
    if name[1] in arguments:
        raise UsageError(f"{_FORM}; {text!r} gives {name[1]} twice")
    arguments[name[1]] = value
    rest = marked[position:].lstrip()
    if rest.startswith(","):
        return marked.index(",", position) + 1
    if rest.startswith("=>"):
        return position
    raise UsageError(f"{_FORM}; {text!r} has no => after the arguments")


def _value(marked: str, position: int, text: str) -> tuple[Json, int]:
    start = position + len(marked[position:]) - len(marked[position:].lstrip())
    try:
        value, end = json.JSONDecoder().raw_decode(marked, start)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{_FORM}; at {marked[start : start + 20]!r} in {text!r} there is no JSON value "
            "(text needs double quotes)"
        ) from error
    return value, end


def _reader(folder: Path, files: dict[str, bytes]) -> Callable[[str], str]:
    def read(path: str) -> str:
        source = folder / path
        try:
            content = source.read_bytes()
        except OSError as error:
            raise UsageError(f"@{path} cannot be read: {error.strerror}") from error
        if len(content) > FILE_LIMIT:
            raise UsageError(f"@{path} has {len(content)} bytes; an example takes {FILE_LIMIT}")
        files[source.name] = content
        return source.name

    return read


def _replace(value: Json, read: Callable[[str], str]) -> Json:
    match value:
        case str() if value.startswith(_MARK):
            return read(value.removeprefix(_MARK))
        case list():
            return [_replace(one, read) for one in value]
        case dict():
            return {key: _replace(one, read) for key, one in value.items()}
        case _:
            return value
