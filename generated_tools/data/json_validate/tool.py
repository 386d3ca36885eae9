# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Check a JSON text against a schema and tell what is wrong."
# category = "data"
# keywords = ["json", "schema", "validate", "check", "required", "types", "properties"]
# ///
"""Check a JSON text against a schema."""

import json
from collections.abc import Iterator
from typing import Any, TypedDict

_KEYWORDS = frozenset(
    ("type", "enum", "properties", "required", "items", "minimum", "maximum", "title")
)
_TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_ARTICLES = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}


class Problem(TypedDict):
    """What is wrong, and where: ``$`` is the whole, ``$.a[0]`` the first of its ``a``."""

    path: str
    problem: str


def json_validate(text: str, schema: dict[str, Any]) -> list[Problem]:
    """Check a JSON text against a schema and tell what is wrong.

    Of JSON Schema these keywords are known: type, enum, properties, required, items, minimum,
    maximum and title.

    Args:
        text: The JSON text.
        schema: The schema.

    Returns:
        All problems in the order of the text; none where it fits.

    Raises:
        ValueError: If the text is no JSON, or the schema has a keyword or a type that is not
            known.
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"no sound JSON: {error}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return [{"path": path, "problem": problem} for path, problem in _check(value, schema, "$")]


def _check(value: Any, schema: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    unknown = sorted(schema.keys() - _KEYWORDS)
    if unknown:
        raise ValueError(f"the schema has a keyword that is not known: {unknown[0]}")
    kind = schema.get("type")
    if kind is not None and kind not in _TYPES:
        raise ValueError(f"the schema has a type that is not known: {kind}")
    if kind is not None and not _is(value, kind):
        yield path, f"is {_kind_of(value)}, not {_article(kind)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield path, f"is none of {json.dumps(schema['enum'])}"
    yield from _bounds(value, schema, path)
    if isinstance(value, dict):
        missing = [name for name in schema.get("required", []) if name not in value]
        yield from ((path, f"lacks {name}") for name in missing)
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from _check(value[name], inner, f"{path}.{name}")
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _check(one, schema.get("items", {}), f"{path}[{place}]")


def _bounds(value: Any, schema: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if not _is(value, "number"):
        return
    if value < schema.get("minimum", value):
        yield path, f"is less than {schema['minimum']}"
    if value > schema.get("maximum", value):
        yield path, f"is more than {schema['maximum']}"


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind])


def _kind_of(value: Any) -> str:
    return _article(next(kind for kind in _TYPES if _is(value, kind)))


def _article(kind: str) -> str:
    return _ARTICLES.get(kind, f"a {kind}")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(json_validate(**json.loads(given)), sys.stdout)
