"""Constants that a mended version has, and the failed one had not, and that are the failing call.

Code that recognises the call it was shown mends nothing. A constant is found wherever it stands;
one that could well belong to a real remedy (a number outside of a comparison, a short text) is not.
"""

import ast
import json
from collections.abc import Iterator

from chotu_bot.domain.malformed import decode, parse
from chotu_bot.domain.regression import FailedCall, Returns
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding

_SHORT_TEXT = 2
_SMALL_NUMBER = 2


def special_cases(old: bytes, new: bytes, call: FailedCall) -> Iterator[Finding]:
    """A finding for each constant of ``new`` alone that gives the failing call away."""
    telling = set(_telling(call))
    before = {key for _, key, _ in _constants(old)}
    seen: set[int] = set()
    for node, key, compared in _constants(new):
        given_away = key in telling and (compared or not _is_number(key))
        if not given_away or key in before or node.lineno in seen:
            continue
        seen.add(node.lineno)
        yield Finding(
            rule="regression/special-case",
            message=f"the constant {key[:80]} is of the very call that failed; mend the cause, so "
            "that every call like it works",
            line=node.lineno,
        )


def _telling(call: FailedCall) -> Iterator[str]:
    """What of the failing call, as JSON, has no business in the code."""
    values: list[Json] = [*call.arguments.values(), list(call.arguments.values())]
    values.append(dict(call.arguments))
    if isinstance(call.wanted, Returns):
        values.append(call.wanted.result)
    for value in values:
        if isinstance(value, list | dict) and value:
            yield from (json.dumps(form) for form in (str(value), json.dumps(value)))
        yield from (_key(part) for part in _parts(value) if not _is_common(part))


def _parts(value: Json) -> Iterator[Json]:
    """The value, and the texts inside of it."""
    yield value
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, list | dict) and not isinstance(inner, str):
        for one in inner:  # type: ignore[union-attr]  # only containers come here
            yield from (part for part in _parts(one) if isinstance(part, str | list | dict))


def _is_common(value: Json) -> bool:
    match value:
        case bool() | None:
            return True
        case str():
            return len(value) <= _SHORT_TEXT
        case int() | float():
            return abs(value) <= _SMALL_NUMBER
        case list():
            return all(_is_common(one) for one in value) and len(value) <= 1
        case dict():
            return not value


def _constants(source: bytes) -> Iterator[tuple[ast.expr, str, bool]]:
    """Every constant with its value as JSON, and whether something is compared with it."""
    tree = parse(decode(source))
    compared = {id(one) for node in ast.walk(tree) for one in _compared(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            for value in _value(node):
                yield node, _key(value), id(node) in compared


def _compared(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, comparators=others):
            for one in (left, *others):
                yield from ast.walk(one)
        case ast.MatchValue(value=value):
            yield value
        case ast.Dict(keys=keys):
            yield from (key for key in keys if key is not None)
        case ast.Call(func=ast.Attribute(attr="get" | "index" | "count"), args=[first, *_]):
            yield first


def _value(node: ast.expr) -> Iterator[object]:
    """The node's value where it is written out, texts added up among them."""
    match node:
        case ast.Constant(value=value) if value is not Ellipsis:
            yield value
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            for one in _value(left):
                for other in _value(right):
                    if isinstance(one, str) and isinstance(other, str):
                        yield one + other
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.UnaryOp():
            try:
                yield ast.literal_eval(node)
            except (ValueError, TypeError):
                return  # it holds more than constants


def _key(value: object) -> str:
    """A value as JSON in which lists, tuples and sets of the same items are one."""
    return json.dumps(_plain(value), sort_keys=True, default=repr)


def _plain(value: object) -> object:
    match value:
        case set() | frozenset():
            return sorted((_plain(one) for one in value), key=repr)
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case float() if value.is_integer():
            return int(value)
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return value


def _is_number(key: str) -> bool:
    return key.lstrip("-")[:1].isdigit()
