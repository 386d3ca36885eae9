"""Programs as Python expressions, the way a person would write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from chotu_bot.generators.synthesis.expression import (
    Apply,
    Constant,
    Each,
    Either,
    Entries,
    Field,
    Fields,
    Joined,
    Node,
    Variable,
)

_ATOM, _SUM, _LOOSE = 0, 3, 6
_OPENERS = ("sum(", "any(", "all(", "max(", "min(", ".join(", "sorted(", "list(", "fmean(")
_SINGULARS = {"people": "person", "children": "child", "entries": "entry"}
_PAIRS = (("one", "other"), ("left", "right"), ("earlier", "later"))


@dataclass(frozen=True, slots=True)
class _Code:
    """An expression and how loosely it binds; formats itself with brackets where they are due."""

    text: str
    level: int

    def __format__(self, spec: str) -> str:
        limit = int(spec) if spec else _LOOSE
        return f"({self.text})" if self.level > limit else self.text


def expression(node: Node, names: Mapping[str, str]) -> str:
    """``node`` in Python; ``names`` are those of its variables."""
    return _code(node, names).text


def _code(node: Node, names: Mapping[str, str]) -> _Code:
    match node:
        case Variable(name=name):
            return _Code(names[name], _ATOM)
        case Constant(value=value):
            negative = isinstance(value, int | float) and value < 0
            return _Code(_literal(value), 1 if negative else _ATOM)
        case Apply(operation=operation, arguments=arguments):
            parts = [_code(one, names) for one in arguments]
            text = operation.code.format(*parts)
            return _Code(_unbracketed(text, parts), operation.level)
        case Field(record=record, key=key):
            return _Code(f"{_code(record, names):0}[{_literal(key)}]", _ATOM)
        case Each():
            return _loop(node, names)
        case Entries():
            return _entries(node, names)
        case Joined(parts=texts):
            return _Code(" + ".join(f"{_code(one, names):2}" for one in texts), _SUM)
        case Fields(parts=fields):
            inside = ", ".join(f"{_literal(key)}: {_code(one, names)}" for key, one in fields)
            return _Code(f"{{{inside}}}", _ATOM)
        case Either(test=test, then=then, otherwise=otherwise):
            one, other = _code(then, names), _code(otherwise, names)
            return _Code(f"{one:5} if {_code(test, names):5} else {other:5}", _LOOSE)
        case _:
            assert_never(node)


def _literal(value: object) -> str:
    """As the formatter writes it: text in double quotes."""
    if not isinstance(value, str):
        return repr(value)
    text = repr(value)
    return f'"{text[1:-1]}"' if '"' not in value and "'" not in value else text


def _unbracketed(text: str, parts: list[_Code]) -> str:
    """A function that takes any iterable gets a generator instead of a list."""
    for part in parts:
        made = part.text
        if made.startswith("[") and " for " in made:
            for opener in _OPENERS:
                text = text.replace(f"{opener}{made})", f"{opener}{made[1:-1]})")
    return text


def _loop(node: Each, names: Mapping[str, str]) -> _Code:
    if node.form == "map":
        clause, inner = _clause(node.source, node.variables, names)
        return _Code(f"[{_code(node.body, inner):5} {clause}]", _ATOM)
    bound = _bound(node.source, node.variables, names)
    target = ", ".join(bound[one] for one in node.variables)
    source = _code(node.source, names)
    body = _code(node.body, {**names, **bound})
    match node.form:
        case "filter":
            item = f"({target})" if len(node.variables) > 1 else target
            return _Code(f"[{item} for {target} in {source:5} if {body:5}]", _ATOM)
        case "sort":
            return _Code(f"sorted({source}, key=lambda {target}: {body:5})", _ATOM)
        case "sort_down":
            return _Code(f"sorted({source}, key=lambda {target}: {body:5}, reverse=True)", _ATOM)
        case "max" | "min":
            return _Code(f"{node.form}({source}, key=lambda {target}: {body:5})", _ATOM)
        case _:
            assert_never(node.form)


def _entries(node: Entries, names: Mapping[str, str]) -> _Code:
    clause, inner = _clause(node.source, node.variables, names)
    key, body = _code(node.key, inner), _code(node.body, inner)
    if node.form == "index":
        return _Code(f"{{{key:5}: {body:5} {clause}}}", _ATOM)
    return _Code(f"_grouped([({key:5}, {body:5}) {clause}])", _ATOM)


def _clause(
    source: Node, variables: tuple[str, ...], names: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """``for item in items``, with the test of a filter in it, and the names that hold inside."""
    if isinstance(source, Each) and source.form == "filter":
        clause, inner = _clause(source.source, source.variables, names)
        if " if " not in clause:
            again = zip(variables, (inner[one] for one in source.variables), strict=True)
            return f"{clause} if {_code(source.body, inner):5}", {**inner, **dict(again)}
    bound = _bound(source, variables, names)
    target = ", ".join(bound[one] for one in variables)
    return f"for {target} in {_code(source, names):5}", {**names, **bound}


def _bound(source: Node, variables: tuple[str, ...], names: Mapping[str, str]) -> Mapping[str, str]:
    """Names for what a loop binds that nothing around it has."""
    taken = set(names.values())
    if len(variables) == 1:
        words = _words(source, names)
        return {variables[0]: next(one for one in words if one not in taken)}
    pairs = (("key", "value"), *_PAIRS) if ".items()" in _code(source, names).text else _PAIRS
    free = next(pair for pair in (*pairs, ("item_1", "item_2")) if not taken & set(pair))
    return dict(zip(variables, free, strict=True))


def _words(source: Node, names: Mapping[str, str]) -> list[str]:
    """What one item may be called: the singular of a list's name, where it has one."""
    text = _code(source, names).text
    if text in _SINGULARS:
        return [_SINGULARS[text], "item", "part"]
    singular = [text[:-1]] if text.isidentifier() and text.endswith("s") and len(text) > 3 else []
    if ".split(" in text:
        singular.append("word")
    if text.startswith("list("):
        singular.append("letter")
    return [*singular, "item", "part", "element", "entry", "member"]
