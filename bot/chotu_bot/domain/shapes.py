"""The types a tool may take and return: what Python annotations and JSON have in common."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value as Python's json module reads it."""

ScalarKind = Literal["string", "integer", "number", "boolean", "null"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One JSON scalar."""

    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class ListOf:
    """A JSON array whose items share one shape."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A JSON array of fixed length, one shape per place."""

    items: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A JSON object with free keys and values of one shape."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record; optional keys may be absent."""

    name: str
    shape: "Shape"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object with fixed keys: a TypedDict of the tool's module."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few literal values."""

    values: tuple[str | int | bool | None, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of several shapes."""

    options: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


Shape: TypeAlias = Scalar | ListOf | TupleOf | MapOf | Record | Choice | Either | Anything


def admits_null(shape: Shape) -> bool:
    """Whether None is a value of ``shape`` by declaration (Any does not count)."""
    match shape:
        case Scalar(kind="null"):
            return True
        case Either(options=options):
            return any(admits_null(option) for option in options)
        case Choice(values=values):
            return None in values
        case _:
            return False


def texts(value: Json) -> Iterator[str]:
    """Every text in a value, however deep; keys are none of them."""
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from texts(one)
        case dict():
            for one in value.values():
                yield from texts(one)


def schema(shape: Shape) -> dict[str, Json]:
    """The JSON Schema (2020-12) of ``shape``."""
    match shape:
        case Scalar(kind=kind):
            return {"type": kind}
        case ListOf(item=item):
            return {"type": "array", "items": schema(item)}
        case TupleOf(items=items):
            size = len(items)
            prefix: list[Json] = [schema(item) for item in items]
            return {"type": "array", "prefixItems": prefix, "minItems": size, "maxItems": size}
        case MapOf(value=value):
            return {"type": "object", "additionalProperties": schema(value)}
        case Record(fields=fields):
            return {
                "type": "object",
                "properties": {field.name: schema(field.shape) for field in fields},
                "required": [field.name for field in fields if field.required],
                "additionalProperties": False,
            }
        case Choice(values=values):
            return {"enum": list(values)}
        case Either(options=options):
            return {"anyOf": [schema(option) for option in options]}
        case Anything():
            return {}
        case _:
            assert_never(shape)


def annotation(shape: Shape) -> str:
    """``shape`` as a Python annotation."""
    match shape:
        case Scalar(kind=kind):
            names = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
            return names.get(kind, "None")
        case ListOf(item=item):
            return f"list[{annotation(item)}]"
        case TupleOf(items=items):
            return f"tuple[{', '.join(annotation(item) for item in items)}]"
        case MapOf(value=value):
            return f"dict[str, {annotation(value)}]"
        case Record(name=name):
            return name
        case Choice(values=values):
            return f"Literal[{', '.join(repr(value) for value in values)}]"
        case Either(options=options):
            return " | ".join(annotation(option) for option in options)
        case Anything():
            return "Any"
        case _:
            assert_never(shape)


def zero(shape: Shape) -> Json:
    """The emptiest value of ``shape``: what a stub that does nothing would return."""
    match shape:
        case Scalar(kind=kind):
            zeros: dict[str, Json] = {"string": "", "integer": 0, "number": 0.0, "boolean": False}
            return zeros.get(kind)
        case ListOf():
            return []
        case TupleOf(items=items):
            return [zero(item) for item in items]
        case MapOf():
            return {}
        case Record(fields=fields):
            return {field.name: zero(field.shape) for field in fields if field.required}
        case Choice(values=values):
            return values[0]
        case Either(options=options):
            return zero(options[0])
        case Anything():
            return None
        case _:
            assert_never(shape)


def problems(  # noqa: C901, PLR0912 - one arm per shape
    shape: Shape, value: Json, where: str = "value"
) -> Iterator[str]:
    """What about ``value`` does not fit ``shape``, in words; nothing when it fits."""
    match shape:
        case Scalar(kind=kind):
            if not _is_scalar(kind, value):
                yield f"{where}: {_show(value)} is not {_article(kind)}"
        case ListOf(item=item):
            yield from _array(value, where, lambda _: item)
        case TupleOf(items=items):
            if isinstance(value, list) and len(value) != len(items):
                yield f"{where}: {len(items)} items wanted, {len(value)} given"
            else:
                yield from _array(value, where, items.__getitem__)
        case MapOf(value=inner):
            if not isinstance(value, dict):
                yield f"{where}: {_show(value)} is not an object"
            else:
                for key, part in value.items():
                    yield from problems(inner, part, f"{where}.{key}")
        case Record(fields=fields):
            yield from _record(fields, value, where)
        case Choice(values=values):
            if not any(value == known and type(value) is type(known) for known in values):
                yield f"{where}: {_show(value)} is none of {', '.join(map(_show, values))}"
        case Either(options=options):
            if all(any(problems(option, value)) for option in options):
                yield f"{where}: {_show(value)} fits none of {annotation(shape)}"
        case Anything():
            return
        case _:
            assert_never(shape)


def _array(value: Json, where: str, at: Callable[[int], Shape]) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {_show(value)} is not a list"
        return
    for index, part in enumerate(value):
        yield from problems(at(index), part, f"{where}[{index}]")


def _record(fields: tuple[Field, ...], value: Json, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: {_show(value)} is not an object"
        return
    known = {field.name: field for field in fields}
    for name in value.keys() - known.keys():
        yield f"{where}: unknown key {name!r}"
    for name, field in known.items():
        if name in value:
            yield from problems(field.shape, value[name], f"{where}.{name}")
        elif field.required:
            yield f"{where}: key {name!r} is missing"


def _is_scalar(kind: ScalarKind, value: Json) -> bool:
    match kind:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            assert_never(kind)


def _article(kind: ScalarKind) -> str:
    return f"an {kind}" if kind == "integer" else "null" if kind == "null" else f"a {kind}"


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
