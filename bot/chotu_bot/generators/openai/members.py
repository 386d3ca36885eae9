"""The members of a contract reply as typed values, however loosely they were written."""

import ast
import builtins
import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

from chotu_bot.domain.annotations import UnsupportedAnnotationError, shape_of
from chotu_bot.domain.contract import Example, Parameter, Permissions
from chotu_bot.domain.shapes import Anything, Json, Shape, problems
from chotu_bot.domain.syntax import expression_of
from chotu_bot.reply.structured import loads

_HOST_PORT = re.compile(r"(?:\{[a-z_]\w*\}|[A-Za-z0-9.-]+:\d{1,5})")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_EXECUTABLE = re.compile(r"(?:\{[a-z_]\w*\}|[\w.+-]+)")
_LINE_LIMIT = 200


class MemberError(ValueError):
    """A member of the reply is wrong; the message says how."""


def line(value: Json, what: str, limit: int = _LINE_LIMIT) -> str:
    """One line of text.

    Raises:
        MemberError: when it is no text, or empty.
    """
    if not isinstance(value, str) or not value.strip():
        raise MemberError(f"{what} is one line of text")
    flat = "".join(one for one in " ".join(value.split()) if one.isprintable())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def words(value: Json, what: str) -> tuple[str, ...]:
    """A list of short texts; a text with commas counts as one.

    Raises:
        MemberError: when it is neither.
    """
    if value is None or value == "":
        return ()
    parts = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(one, str) for one in parts):
        raise MemberError(f"{what} is a list of text")
    stripped = (" ".join(str(one).split()) for one in parts)
    return tuple(dict.fromkeys(one for one in stripped if one))


def shape(annotation: Json, what: str) -> tuple[Shape, str]:
    """The shape of a type hint, and the hint as Python writes it.

    Raises:
        MemberError: when JSON cannot carry the type, or the text is no type.
    """
    if not isinstance(annotation, str) or not annotation.strip():
        raise MemberError(f"{what} has no type hint")
    try:
        node = expression_of(annotation.strip())
        return shape_of(node), ast.unparse(node)
    except UnsupportedAnnotationError as error:
        raise MemberError(f"{what}: {error}") from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise MemberError(f"{what}: {annotation[:80]!r} is not a type hint") from error


def fitting(wanted: Shape, value: Json, what: str) -> Json:
    """A value of ``wanted``, given as JSON or as JSON text.

    Raises:
        MemberError: when neither reading fits.
    """
    if isinstance(value, str):
        read = loads(value)
        if read is not None or value.strip() in {"null", "None"}:
            if not any(problems(wanted, read)):
                return read
            if isinstance(wanted, Anything):
                return read
    wrong = next(problems(wanted, value, what), None)
    if wrong is not None:
        raise MemberError(wrong)
    return value


def parameters(value: Json) -> Iterator[Mapping[str, Json]]:
    """The parameters as objects, in order; a mapping of name to type hint will do."""
    match value:
        case None:
            return
        case list():
            for one in value:
                if not isinstance(one, dict):
                    raise MemberError("each parameter is an object with name and annotation")
                yield one
        case dict():
            for name, hint in value.items():
                yield hint | {"name": name} if isinstance(hint, dict) else _pair(name, hint)
        case _:
            raise MemberError("parameters is a list of objects")


def _pair(name: str, hint: Json) -> Mapping[str, Json]:
    return {"name": name, "annotation": hint}


def parameter(value: Mapping[str, Json]) -> Parameter:
    """One parameter.

    Raises:
        MemberError: when its name, type hint or default is wrong.
    """
    name = value.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,47}", name):
        raise MemberError(f"{str(name)[:60]!r} is no parameter name (a-z, 0-9 and _)")
    if _is_reserved(name):
        raise MemberError(f"parameter {name!r} is a Python keyword; choose another name")
    given = value.get("annotation", value.get("type"))
    read, hint = shape(given, f"parameter {name}")
    summary = value.get("description")
    required, default = _default(value, read, name)
    return Parameter(
        name=name,
        shape=read,
        annotation=hint,
        required=required,
        default=default,
        summary=line(summary, "description") if summary else "",
    )


def _is_reserved(name: str) -> bool:
    return keyword.iskeyword(name)


def _default(value: Mapping[str, Json], read: Shape, name: str) -> tuple[bool, Json]:
    default = value.get("default")
    if default is None or value.get("required") is True:
        return True, None
    default = fitting(read, default, f"default of {name}")
    if isinstance(default, list | dict):
        raise MemberError(f"default of {name} is mutable; use None or a scalar")
    return False, default


def permissions(value: Json, names: frozenset[str]) -> Permissions:
    """The permissions; ``names`` are the parameters they may refer to.

    Raises:
        MemberError: when an entry is malformed or names no parameter.
    """
    if value is None or value == []:
        return Permissions()
    if not isinstance(value, dict):
        raise MemberError("permissions is an object with read, write, net, run, env and system")
    lists = {key: words(value.get(key), f"permissions.{key}") for key in _LISTS}
    for key in ("read", "write"):
        for one in lists[key]:
            if one not in names:
                raise MemberError(f"permissions.{key}: {one[:60]!r} is no parameter")
    for key, form in _FORMS.items():
        for one in lists[key]:
            if not form.fullmatch(one) or (one.startswith("{") and one[1:-1] not in names):
                raise MemberError(f"permissions.{key}: {one[:60]!r} is not {_MEANT[key]}")
    system = value.get("system", False)
    if not isinstance(system, bool):
        raise MemberError("permissions.system is true or false")
    return Permissions(**lists, system=system)


_LISTS = ("read", "write", "net", "run", "env")
_FORMS = {"net": _HOST_PORT, "run": _EXECUTABLE, "env": _VARIABLE}
_MEANT = {
    "net": "host:port or {parameter}",
    "run": "the name of an executable or {parameter}",
    "env": "the name of an environment variable",
}


def raises(value: Json) -> tuple[str, ...]:
    """Names of built-in exceptions.

    Raises:
        MemberError: when one is not built in: tests import nothing but the function.
    """
    names = tuple(re.split(r"[\s:(]", one, maxsplit=1)[0] for one in words(value, "raises"))
    for name in names:
        known: Any = getattr(builtins, name, None)
        if not (isinstance(known, type) and issubclass(known, Exception)):
            raise MemberError(f"raises: {name[:60]!r} is no built-in exception; use ValueError, …")
    return tuple(dict.fromkeys(names))


def example(value: Json, shapes: Mapping[str, Parameter], result: Shape) -> Example:
    """One example call.

    Raises:
        MemberError: when its arguments or its result do not fit the contract.
    """
    if not isinstance(value, dict) or not {"arguments", "result"} <= value.keys():
        raise MemberError('an example is {"arguments": {...}, "result": ...}')
    given = value["arguments"]
    arguments = loads(given) if isinstance(given, str) else given
    if not isinstance(arguments, dict):
        raise MemberError("an example's arguments are an object")
    unknown = arguments.keys() - shapes.keys()
    missing = {one.name for one in shapes.values() if one.required} - arguments.keys()
    if unknown or missing:
        listed = ", ".join(sorted(unknown | missing))
        raise MemberError(f"an example's arguments do not match the parameters: {listed[:200]}")
    fitted = {
        key: fitting(shapes[key].shape, one, f"example argument {key}")
        for key, one in arguments.items()
    }
    return Example(arguments=fitted, result=fitting(result, value["result"], "example result"))
