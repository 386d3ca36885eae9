"""Reading a type annotation from its syntax tree as a shape."""

import ast
from collections.abc import Mapping

from chotu_bot.domain.shapes import (
    Anything,
    Choice,
    Either,
    ListOf,
    MapOf,
    Record,
    Scalar,
    Shape,
    TupleOf,
)
from chotu_bot.domain.syntax import expression_of

_SCALARS: Mapping[str, Shape] = {
    "str": Scalar("string"),
    "int": Scalar("integer"),
    "float": Scalar("number"),
    "bool": Scalar("boolean"),
    "None": Scalar("null"),
    "NoneType": Scalar("null"),
    "Any": Anything(),
    "object": Anything(),
    "list": ListOf(Anything()),
    "List": ListOf(Anything()),
    "Sequence": ListOf(Anything()),
    "Iterable": ListOf(Anything()),
    "Collection": ListOf(Anything()),
    "tuple": ListOf(Anything()),
    "Tuple": ListOf(Anything()),
    "dict": MapOf(Anything()),
    "Dict": MapOf(Anything()),
    "Mapping": MapOf(Anything()),
}
_LISTS = frozenset({"list", "List", "Sequence", "Iterable", "Collection"})
_MAPS = frozenset({"dict", "Dict", "Mapping"})
_TUPLES = frozenset({"tuple", "Tuple"})
_INSTEAD = {
    "Path": "take and return paths as str",
    "PurePath": "take and return paths as str",
    "bytes": "use str, for binary content in base64",
    "bytearray": "use str, for binary content in base64",
    "set": "use list",
    "frozenset": "use list",
    "Set": "use list",
    "datetime": "use str in ISO 8601",
    "date": "use str in ISO 8601",
    "Decimal": "use str or float",
    "complex": "use a list of two float",
    "Callable": "JSON carries no functions",
    "Iterator": "return a list",
    "Generator": "return a list",
}


class UnsupportedAnnotationError(ValueError):
    """An annotation that JSON cannot carry; the message says what to use instead."""


def shape_of(
    annotation: ast.expr,
    records: Mapping[str, Record] | None = None,
    aliases: Mapping[str, ast.expr] | None = None,
) -> Shape:
    """Read the shape of an annotation from its syntax tree.

    Args:
        annotation: the annotation's expression.
        records: TypedDict classes of the same module, by name.
        aliases: names bound at top level to other annotations (``Grid = list[list[int]]``).

    Raises:
        UnsupportedAnnotationError: when JSON cannot carry the type.
    """
    return _Reader(records or {}, aliases or {}).read(annotation)


class _Reader:
    def __init__(self, records: Mapping[str, Record], aliases: Mapping[str, ast.expr]) -> None:
        self._records = records
        self._aliases = aliases
        self._open: set[str] = set()

    def read(self, node: ast.expr) -> Shape:
        match node:
            case ast.Constant(value=None):
                return Scalar("null")
            case ast.Constant(value=str(text)):
                return self._forward(text)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._named(name)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return _either((self.read(left), self.read(right)))
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
                return self._generic(name, inner)
            case _:
                raise UnsupportedAnnotationError(f"cannot read the type {ast.unparse(node)}")

    def _forward(self, text: str) -> Shape:
        try:
            return self.read(expression_of(text))
        except SyntaxError as error:
            raise UnsupportedAnnotationError(f"cannot read the type {text!r}") from error

    def _named(self, name: str) -> Shape:
        if name in self._records:
            return self._records[name]
        if name in self._aliases and name not in self._open:
            self._open.add(name)
            shape = self.read(self._aliases[name])
            self._open.discard(name)
            return shape
        if name in _SCALARS:
            return _SCALARS[name]
        raise UnsupportedAnnotationError(_unsupported(name))

    def _generic(self, name: str, inner: ast.expr) -> Shape:
        parts = tuple(inner.elts) if isinstance(inner, ast.Tuple) else (inner,)
        if name == "Literal":
            return Choice(tuple(_literal(part) for part in parts))
        if name in {"Optional", "Union"}:
            options = tuple(self.read(part) for part in parts)
            return _either((*options, Scalar("null")) if name == "Optional" else options)
        if name == "Annotated":
            return self.read(parts[0])
        if name in _LISTS:
            return ListOf(self.read(parts[0]))
        if name in _MAPS:
            return self._map(parts)
        if name in _TUPLES:
            return self._tuple(parts)
        raise UnsupportedAnnotationError(_unsupported(name))

    def _map(self, parts: tuple[ast.expr, ...]) -> Shape:
        key = self.read(parts[0])
        if not _is_text(key):
            raise UnsupportedAnnotationError("keys of a JSON object are str")
        return MapOf(self.read(parts[1])) if len(parts) > 1 else MapOf(Anything())

    def _tuple(self, parts: tuple[ast.expr, ...]) -> Shape:
        match parts:
            case (only, ast.Constant(value=value)) if value is ...:
                return ListOf(self.read(only))
            case _:
                return TupleOf(tuple(self.read(part) for part in parts))


def _is_text(shape: Shape) -> bool:
    match shape:
        case Scalar(kind="string") | Anything():
            return True
        case Choice(values=values):
            return all(isinstance(value, str) for value in values)
        case _:
            return False


def _unsupported(name: str) -> str:
    instead = _INSTEAD.get(name)
    return f"JSON cannot carry {name}" + (f": {instead}" if instead else "")


def _literal(node: ast.expr) -> str | int | bool | None:
    try:
        value = ast.literal_eval(node)
    except ValueError as error:
        raise UnsupportedAnnotationError("Literal[...] takes constants") from error
    if value is None or isinstance(value, str | int | bool):
        return value
    raise UnsupportedAnnotationError("Literal[...] takes str, int, bool or None")


def _either(options: tuple[Shape, ...]) -> Shape:
    flat: list[Shape] = []
    for option in options:
        parts = option.options if isinstance(option, Either) else (option,)
        flat.extend(part for part in parts if part not in flat)
    return flat[0] if len(flat) == 1 else Either(tuple(flat))
