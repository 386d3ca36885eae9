"""The JSON object of a reply, however it was written."""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chotu_bot.domain.shapes import Json
from chotu_bot.reply.blocks import Block, split
from chotu_bot.reply.effort import Effort
from chotu_bot.reply.errors import BrokenCodeError, NoJsonError, ReplyError, TruncatedReplyError
from chotu_bot.reply.source import parse, parses
from chotu_bot.reply.text import clean
from chotu_bot.reply.words import complaint

_LEAST_MATCHES = 2
"""Members that an object must share with the wanted one; a part of it may share one by chance."""
_STARTS_TRIED = 20
_TOKEN = re.compile(
    r'(?P<triple>[rRbBuU]?"""(?:\\.|[^\\])*?"""|[rRbBuU]?\'\'\'(?:\\.|[^\\])*?\'\'\')'
    r'|(?P<double>"(?:\\.|[^"\\])*")'
    r"|(?P<single>'(?:\\.|[^'\\])*')"
    r"|(?P<tick>`[^`]*`)"
    r"|(?P<comment>//[^\n]*|/\*.*?\*/|\#[^\n]*)"
    r"|(?P<word>[A-Za-z_$][\w$]*)"
    r"|(?P<other>[^\"'`/\#A-Za-z_$\s]+|\s+|.)",
    re.DOTALL,
)
_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null"}
_KEPT = frozenset({"true", "false", "null", "NaN", "Infinity"})
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ESCAPES = frozenset('"\\/bfnrtu')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """A JSON object and the Python that stood beside it."""

    value: dict[str, Json]
    python: tuple[Block, ...] = ()
    """Fenced Python outside the object, in order."""


def parse_object(reply: str, *, keys: Iterable[str] = (), cut_off: bool = False) -> Structured:
    """The JSON object of a reply: the one with most of ``keys``, else the largest.

    Args:
        reply: what the model said.
        keys: names of members that the wanted object has.
        cut_off: whether the endpoint said that it cut the reply for length.

    Raises:
        TruncatedReplyError: when the object ends in the middle.
        NoJsonError: when there is none that can be read.
        ReplyError: as ``clean`` raises, and when an error text or a refusal is all there is.
    """
    text = clean(reply)
    wanted = frozenset(keys)
    parts = split(text, _reads)
    sources = [one.text for one in parts.blocks if one.may_be_json]
    found = [value for source in (*sources, text) for value in objects(source)]
    best = max(found, key=lambda value: (_matches(value, wanted), len(str(value))), default=None)
    if best is not None and _matches(best, wanted) >= min(_LEAST_MATCHES, len(wanted)):
        python = tuple(one for one in parts.blocks if one.may_be_python and parses(one.text))
        return Structured(value=best, python=tuple(one for one in python if not _is_json(one)))
    raise _why_not(text, cut_off=cut_off)


def _matches(value: dict[str, Json], wanted: frozenset[str]) -> int:
    """How many of the wanted members an object has, itself or one level down."""
    inner = [one.keys() for one in value.values() if isinstance(one, dict)]
    return len(wanted & value.keys()) + max((len(wanted & keys) for keys in inner), default=0)


def _why_not(text: str, *, cut_off: bool) -> ReplyError:
    said = complaint(text)
    if said is not None:
        return said
    if cut_off or _opens(text):
        return TruncatedReplyError("the JSON object ends in the middle; send it whole, and shorter")
    return NoJsonError("the reply holds no JSON object with the members that were asked for")


def _opens(text: str) -> bool:
    """Whether an object is begun and never ended."""
    depth = 0
    for kind, token in _tokens(text[text.find("{") :] if "{" in text else ""):
        if kind == "other":
            depth += token.count("{") + token.count("[") - token.count("}") - token.count("]")
    return depth > 0


def _reads(content: str) -> bool:
    return _whole(content) is not None or parses(content)


def _is_json(block: Block) -> bool:
    return _whole(block.text) is not None


def _whole(text: str) -> dict[str, Json] | None:
    stripped = text.strip()
    if not stripped.startswith(("{", "[")):
        return None
    value = loads(stripped)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, dict) else None


def objects(text: str) -> Iterator[dict[str, Json]]:
    """Objects at the outermost level of a text, strictly read first, leniently second."""
    whole = _whole(text)
    if whole is not None:
        yield whole
        return
    at, tried, effort = text.find("{"), 0, Effort(text)
    while at >= 0 and tried < _STARTS_TRIED and effort.allows(text[at:]):
        tried += 1
        value, end = _strictly(text, at)
        if value is None:
            end = _balanced(text, at)
            value = loads(text[at:end]) if end > at else None
        if isinstance(value, dict):
            yield value
            at = text.find("{", end)
        else:
            at = text.find("{", at + 1)


def _strictly(text: str, at: int) -> tuple[Json, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at


def _balanced(text: str, at: int) -> int:
    """Where the object that opens at ``at`` ends, or ``at`` when it does not."""
    depth, position = 0, at
    for kind, token in _tokens(text[at:]):
        if kind == "other":
            for offset, sign in enumerate(token):
                depth += (sign in "{[") - (sign in "}]")
                if depth == 0 and sign in "}]":
                    return position + offset + 1
        position += len(token)
    return at


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for found in _TOKEN.finditer(text):
        yield found.lastgroup or "other", found[0]


def loads(text: str) -> Json:
    """A JSON value from text that may be sloppy; None when it cannot be read.

    Read as JSON, then as JSON with comments, trailing commas, other quotes, raw line breaks and
    Python's words mended.
    """
    strict = _strictly(text.strip(), 0)
    if strict[1] == len(text.strip()) > 0:
        return strict[0]
    python = _python_literal(text)
    if python is not None:
        return python
    mended = _mended(text).strip()
    value, end = _strictly(mended, 0)
    return value if end == len(mended) else None


def _python_literal(text: str) -> Json:
    """A Python display of JSON values, as ``repr`` writes it; None when it is none."""
    try:
        match parse(text.strip()).body:
            case [ast.Expr(value=expression)]:
                value: Json = json.loads(json.dumps(ast.literal_eval(expression), allow_nan=False))
                return value
            case _:
                return None
    except (BrokenCodeError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_constant)


def _mended(text: str) -> str:
    pieces = [_mend(kind, token) for kind, token in _tokens(text)]
    return _outside_strings(pieces)


def _outside_strings(pieces: list[tuple[bool, str]]) -> str:
    """Join the pieces, dropping commas before a closing bracket, strings left alone."""
    out: list[str] = []
    for is_string, piece in pieces:
        if not is_string and piece.lstrip()[:1] in {"}", "]"}:
            _drop_comma(out)
        out.append(piece if is_string else _TRAILING_COMMA.sub(r"\1", piece))
    return "".join(out)


def _drop_comma(out: list[str]) -> None:
    for index in range(len(out) - 1, -1, -1):
        if not out[index].strip():
            continue
        if out[index].rstrip().endswith(",") and not out[index].startswith('"'):
            out[index] = out[index].rstrip()[:-1]
        return


def _mend(kind: str, token: str) -> tuple[bool, str]:
    match kind:
        case "triple" | "single":
            return True, json.dumps(_literal(token))
        case "tick":
            return True, json.dumps(token[1:-1])
        case "double":
            return True, '"' + _ESCAPE.sub(_kept_escape, token[1:-1]) + '"'
        case "comment":
            return False, ""
        case "word":
            word = _WORDS.get(token, token)
            return False, word if word in _KEPT else json.dumps(word)
        case _:
            return False, token


def _literal(token: str) -> str:
    try:
        value = ast.literal_eval(token)
    except (ValueError, SyntaxError):
        return token.strip("'\"")
    return value if isinstance(value, str) else token.strip("'\"")


def _kept_escape(found: re.Match[str]) -> str:
    r"""JSON's escapes as they are, ``\'`` as a quote, any other with its backslash kept."""
    sign = found[1]
    if sign == "'":
        return "'"
    return found[0] if sign[0] in _ESCAPES - {"u"} or len(sign) > 1 else "\\\\" + sign
