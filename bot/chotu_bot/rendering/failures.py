"""Failing calls and their siblings as tests."""

import ast
from dataclasses import dataclass

from chotu_bot.domain.contract import Contract, Example, canonical_json, digest
from chotu_bot.domain.malformed import parse, source_lines
from chotu_bot.domain.regression import Expectation, FailedCall, Raises, Returns
from chotu_bot.rendering.candidate import example_values
from chotu_bot.rendering.templates import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests:
    """Tests as a part of a module."""

    imports: tuple[str, ...]
    functions: str

    @property
    def module(self) -> str:
        """As the whole body of a test module."""
        return "\n".join([*self.imports, "", "", self.functions]).strip("\n") + "\n"

    def added_to(self, body: str) -> str:
        """``body`` with these tests at its end, and with the imports they need."""
        tree = parse(body)
        there = {ast.unparse(node) for node in tree.body}
        lines = source_lines(body)
        new = [f"{line}\n" for line in self.imports if line not in there]
        place = _after_prelude(tree)
        whole = [*lines[:place], *new, *lines[place:]]
        return "".join(whole).rstrip("\n") + f"\n\n\n{self.functions.strip()}\n"


def read_tests(module: str, **renamed: str) -> Tests:
    """The tests of a module: its definitions, and those of its imports that they use.

    Args:
        module: a whole test module, without the import of the tool.
        renamed: names of functions, and what they are to be called instead.
    """
    tree = parse(module)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    rest = [node for node in tree.body if node not in imports and not _is_text(node)]
    used = {one.id for node in rest for one in ast.walk(node) if isinstance(one, ast.Name)}
    lines = source_lines(module)
    functions = "\n\n".join("".join(lines[_first(one) - 1 : one.end_lineno]) for one in rest)
    for name, other in renamed.items():
        functions = functions.replace(f"def {name}(", f"def {other}(")
    kept = [ast.unparse(one) for one in imports if _binds(one) & used]
    return Tests(imports=tuple(kept), functions=functions)


class FailureTests:
    """Writes tests with the templates of a repository."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def failure(self, contract: Contract, call: FailedCall, wanted: Expectation) -> Tests:
        """The failing call, with what it should have given."""
        title = f"A call that failed in {contract.version}."
        return self._test(contract, name_of(call), title, call, wanted)

    def siblings(self, contract: Contract, examples: tuple[Example, ...]) -> Tests:
        """Further calls with their results, which the author of the code is not shown."""
        tests = [
            self._test(
                contract,
                f"sibling_{number}",
                f"Sibling {number} of a call that failed.",
                FailedCall(arguments=one.arguments, files=one.files, was="", crashed=False),
                Returns(result=one.result),
            )
            for number, one in enumerate(examples, 1)
        ]
        imports = dict.fromkeys(line for one in tests for line in one.imports)
        functions = "\n\n\n".join(one.functions.strip() for one in tests)
        return Tests(imports=tuple(imports), functions=functions)

    def _test(
        self, contract: Contract, name: str, title: str, call: FailedCall, wanted: Expectation
    ) -> Tests:
        result = wanted.result if isinstance(wanted, Returns) else None
        example = Example(arguments=call.arguments, result=result, files=call.files)
        values = {
            **example_values(contract, example),
            "name": name,
            "title": title,
            "function": contract.name,
            "raises": wanted.error if isinstance(wanted, Raises) else "",
        }
        functions = self._templates.render("tool/failure.py", values)
        return Tests(imports=_imports(values), functions=functions)


def name_of(call: FailedCall) -> str:
    """What the test of a failing call is named, without ``test_``; the same for the same call."""
    return f"failure_{digest(canonical_json(dict(call.arguments)))[:8]}"


def _imports(values: dict[str, object]) -> tuple[str, ...]:
    returns = not values["raises"]
    needed = {
        "import json": returns and values["as_json"],
        "from pathlib import Path": values["files"],
        "import pytest": values["files"]
        or not returns
        or (values["approximate"] and not values["as_json"]),
    }
    return tuple(line for line, wanted in needed.items() if wanted)


def _after_prelude(tree: ast.Module) -> int:
    """Lines that docstring and future imports take at the top."""
    last = 0
    for index, node in enumerate(tree.body):
        is_docstring = index == 0 and isinstance(node, ast.Expr)
        if not is_docstring and not _is_future(node):
            break
        last = node.end_lineno or 0
    return last


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _first(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _binds(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {(one.asname or one.name).partition(".")[0] for one in node.names}


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
