"""A draft becomes files: the fixed frame from templates, the author's slots inside it."""

import ast
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from chotu_bot.domain.contract import Contract, Example
from chotu_bot.domain.draft import Candidate, Draft, Request
from chotu_bot.domain.header import example_to_json
from chotu_bot.domain.malformed import MalformedToolError, parse, source_lines
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.shapes import Json
from chotu_bot.rendering.templates import Templates

Tidy = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Takes file name to source and returns the same, sorted and formatted where it can be."""


class CandidateRenderer:
    """Renders drafts with the templates of a repository."""

    def __init__(self, templates: Templates, tidy: Tidy) -> None:
        self._templates = templates
        self._tidy = tidy

    def render(self, draft: Draft, request: Request) -> Candidate:
        """The files of a draft; the same draft gives the same bytes."""
        tidied = self._tidy(
            {TOOL_FILE: self._tool(draft), TEST_FILE: self._tests(draft, draft.tests)}
        )
        held_out = self._tests(draft, draft.held_out) if draft.held_out else ""
        return Candidate(
            contract=draft.contract,
            tool=tidied[TOOL_FILE].encode(),
            tests=tidied[TEST_FILE].encode(),
            request=request,
            authorship=draft.authorship,
            held_out=held_out.encode(),
        )

    def main_block(self, name: str) -> str:
        """The ``__main__`` block that every tool ends with, byte for byte."""
        return self._templates.render("tool/main.py", {"name": name})

    def _tool(self, draft: Draft) -> str:
        contract = draft.contract
        return self._templates.render(
            "tool/tool.py",
            {
                "version": _toml(contract.version),
                "summary": _toml(contract.summary),
                "category": _toml(contract.category),
                "keywords": _toml(list(contract.keywords)),
                "dependencies": _toml(list(contract.dependencies)),
                "composed_from": _toml(list(contract.composed_from)),
                "permissions": _toml_table(contract.permissions.to_json()),
                "examples": [_toml(example_to_json(one)) for one in contract.examples],
                "code": draft.code.strip("\n"),
                "main": self.main_block(contract.name),
            },
        )

    def _tests(self, draft: Draft, body: str) -> str:
        contract = draft.contract
        prelude = _prelude(body)
        return self._templates.render(
            "tool/test_tool.py",
            {
                "docstring": prelude.docstring or f"Tests of {contract.name}.",
                "futures": prelude.futures,
                "name": contract.name,
                "tests": prelude.rest,
                "examples": [_example(contract, one) for one in contract.examples],
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prelude:
    """A test module cut where the frame's own imports go in."""

    docstring: str
    futures: tuple[str, ...]
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ExampleTest:
    """One example as source text for the template."""

    arguments: str
    result: str
    files: tuple[tuple[str, str], ...]
    as_json: bool
    approximate: bool
    identical: bool


def _prelude(tests: str) -> _Prelude:
    """Cut off docstring and future imports, which must stay first in the file."""
    try:
        tree = parse(tests)
    except MalformedToolError:
        return _Prelude(docstring="", futures=(), rest=tests)
    docstring = ast.get_docstring(tree) or ""
    usable = docstring and '"""' not in docstring and "\\" not in docstring
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    futures = [node for node in imports if node.module == "__future__"]
    lines = source_lines(tests)
    for node in reversed([*tree.body[: bool(docstring)], *futures]):
        del lines[node.lineno - 1 : node.end_lineno]
    return _Prelude(
        docstring=docstring if usable else "",
        futures=tuple(ast.unparse(node) for node in futures),
        rest="".join(lines).strip("\n"),
    )


def _example(contract: Contract, example: Example) -> _ExampleTest:
    compound = isinstance(example.result, list | dict)
    return _ExampleTest(
        arguments=", ".join(f"{key}={value!r}" for key, value in example.arguments.items()),
        result=repr(example.result),
        files=tuple((repr(path), repr(data)) for path, data in example.files.items()),
        as_json=compound and not _is_plain(contract.result_annotation),
        approximate=isinstance(example.result, float),
        identical=isinstance(example.result, bool),
    )


def example_values(contract: Contract, example: Example) -> dict[str, object]:
    """What a template needs to make a test of an example."""
    return asdict(_example(contract, example))


def _is_plain(annotation: str) -> bool:
    """Whether results of this type equal their JSON (tuples, for one, do not)."""
    return not any(word in annotation for word in ("uple", "Any", "Sequence", "Iterable"))


def _toml(value: Json) -> str:
    """A JSON value as TOML; strings and lists of strings are written alike in both."""
    match value:
        case str():
            if "'" not in value and '"' in value and value.isprintable():
                return f"'{value}'"
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(_toml(one) for one in value)}]"
        case _:
            return json.dumps(value)


def _toml_table(table: Mapping[str, Json]) -> str:
    inside = ", ".join(f"{key} = {_toml(value)}" for key, value in table.items())
    return f"{{ {inside} }}" if inside else ""
