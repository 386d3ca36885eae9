"""The body of a test module: which of its imports name the tool, and does it test anything."""

import ast
import builtins
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.reply import source
from chotu_bot.reply.errors import BrokenCodeError

_RESERVED = re.compile(r"^((?:async\s+)?def\s+test_)(example_(\d+)\s*\()", re.MULTILINE)
_TEST_LIBRARIES = frozenset({"pytest", "hypothesis", "tool"})
_PROVING_CALLS = frozenset({"raises", "fail", "warns"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """A stretch of the text, by offset, and what stands there afterwards."""

    start: int
    end: int
    text: str


def without_tool_import(tests: str, name: str, modules: Collection[str]) -> str:
    """``tests`` with every import of the tool's module made to name ``tool``.

    ``from <module> import <name>`` goes, because the frame of the test file has it; other names
    of the module are imported from ``tool``; ``import <module>`` goes where only ``<name>`` is
    used through it. Everything else stays byte for byte.

    Args:
        tests: a valid module.
        name: the tool's function.
        modules: names under which the tests may import the tool's module.
    """
    tree = source.parse(tests)
    edits = [edit for node in ast.walk(tree) for edit in _edits(tree, node, name, modules, tests)]
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        tests = tests[: edit.start] + edit.text + tests[edit.end :]
    return tests


def without_reserved_names(tests: str, examples: int) -> str:
    """``tests`` with no test called like one of those that the frame adds for its examples."""
    return _RESERVED.sub(
        lambda found: f"{found[1]}given_{found[2]}" if 0 < int(found[3]) <= examples else found[0],
        tests,
    )


def tool_modules(tests: ast.Module, name: str, installed: Collection[str]) -> set[str]:
    """Modules that tests import ``name`` from and that are nobody else's: the tool's own."""
    others = {*sys.stdlib_module_names, "pytest", "hypothesis", *installed}
    return {
        node.module.rpartition(".")[2]
        for node in ast.walk(tests)
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and node.module.partition(".")[0] not in others
        and any(one.name == name for one in node.names)
    }


def _edits(
    tree: ast.Module, node: ast.AST, name: str, modules: Collection[str], text: str
) -> Iterator[_Edit]:
    match node:
        case ast.ImportFrom(names=names) if names_module(node, modules):
            yield _statement(node, text, _from_tool(names, name), top=node in tree.body)
        case ast.Import(names=[ast.alias(name=module, asname=alias)]) if module in modules:
            yield from _module_import(tree, node, name, (module, alias or module), text)
        case _:
            return


def names_module(node: ast.ImportFrom, modules: Collection[str]) -> bool:
    """Whether ``from … import`` names one of ``modules``, in whatever package."""
    package, _, module = (node.module or "").rpartition(".")
    return module in modules and package.partition(".")[0] not in sys.stdlib_module_names


def _from_tool(names: list[ast.alias], name: str) -> list[str]:
    """Statements that take the place of ``from <module> import …``."""
    lines = [f"{one.asname} = {name}" for one in names if one.name == name and _renamed(one)]
    others = [one for one in names if one.name != name]
    if others:
        written = [f"{one.name} as {one.asname}" if one.asname else one.name for one in others]
        lines.insert(0, f"from tool import {', '.join(written)}")
    return lines


def _renamed(alias: ast.alias) -> bool:
    return alias.asname not in {None, alias.name}


def _module_import(
    tree: ast.Module, node: ast.Import, name: str, bound: tuple[str, str], text: str
) -> Iterator[_Edit]:
    alias = bound[1]
    uses = [one for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id == alias]
    attributes = [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == alias
    ]
    simple = len(uses) == len(attributes) and all(one.attr == name for one in attributes)
    if not simple or f'"{alias}.' in text or f"'{alias}." in text:
        kept = "import tool" if alias == "tool" else f"import tool as {alias}"
        yield _statement(node, text, [kept], top=True)
        return
    yield _statement(node, text, [], top=node in tree.body)
    for one in attributes:
        yield _Edit(start=_offset(text, one), end=_end_offset(text, one), text=name)


def _statement(node: ast.stmt, text: str, lines: list[str], *, top: bool) -> _Edit:
    start, end = _offset(text, node), _end_offset(text, node)
    if not lines and not top:
        lines = ["pass"]
    alone = text[:start].rpartition("\n")[2].strip() == ""
    if not lines and alone and text[end : end + 1] in {"\n", ""}:
        return _Edit(start=text[:start].rfind("\n") + 1, end=end + 1, text="")
    joint = "\n" + " " * node.col_offset if alone else "; "
    return _Edit(start=start, end=end, text=joint.join(lines) or "pass")


def _offset(text: str, node: ast.stmt | ast.expr) -> int:
    return _at(text, node.lineno, node.col_offset)


def _end_offset(text: str, node: ast.stmt | ast.expr) -> int:
    return _at(text, node.end_lineno or node.lineno, node.end_col_offset or 0)


def _at(text: str, line: int, column: int) -> int:
    """Offset in characters of a place that ast gives in lines and UTF-8 bytes."""
    lines = text.split("\n")
    before = sum(len(one) + 1 for one in lines[: line - 1])
    return before + len(lines[line - 1].encode()[:column].decode())


def proof_findings(
    tests: str, name: str, allowed: Collection[str], *, least: int, file: str = "test_tool.py"
) -> list[Finding]:
    """What keeps a test body, written before the code, from being a proof.

    Args:
        tests: the body, without the import of the tool.
        name: the tool's function.
        allowed: modules of dependencies that may be imported besides the standard library.
        least: how many tests there should be; fewer is a warning, none an error.
        file: what the findings call the file.
    """
    try:
        tree = source.parse(tests)
    except BrokenCodeError as error:
        return [Finding(rule="tests/syntax", message=str(error), file=file, line=error.line)]
    found = [*_count(tree, least), *_imports(tree, allowed), *_unknown(tree, name)]
    found.extend(_bodies(tree, name))
    return [
        Finding(rule=one.rule, message=one.message, level=one.level, file=file, line=one.line)
        for one in found
    ]


def _count(tree: ast.Module, least: int) -> Iterator[Finding]:
    count = sum(1 for _ in _tests(tree))
    if not count:
        yield Finding(rule="tests/none", message="there is no test function (def test_…)")
    elif count < least:
        message = f"{count} tests are too few; write at least {least}"
        yield Finding(rule="tests/few", message=message, level=Level.WARNING)


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield node
        elif isinstance(node, ast.ClassDef) and source.is_test_definition(node):
            yield from (
                one
                for one in node.body
                if isinstance(one, ast.FunctionDef) and one.name.startswith("test")
            )


def _imports(tree: ast.Module, allowed: Collection[str]) -> Iterator[Finding]:
    known = {*sys.stdlib_module_names, *_TEST_LIBRARIES, *allowed}
    for node in ast.walk(tree):
        modules: list[str] = []
        if isinstance(node, ast.Import):
            modules = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "."]
        if isinstance(node, ast.ImportFrom) and node.module == "tool":
            message = "tests know the tool's function alone; import nothing else from tool"
            yield Finding(rule="tests/import", message=message, line=node.lineno)
        for module in modules:
            if module.partition(".")[0] not in known:
                message = f"tests may not import {module}: it is not allowed or not installed"
                yield Finding(rule="tests/import", message=message, line=_line(node))


def _unknown(tree: ast.Module, name: str) -> Iterator[Finding]:
    if name in source.bound_names(tree):
        message = f"the tests define {name} themselves; the tool defines it"
        yield Finding(rule="tests/own-tool", message=message)
    if "*" in source.bound_names(tree):
        return
    for missing in sorted(source.free_names(tree) - {name} - set(dir(builtins))):
        message = f"{missing} is used and neither defined nor imported"
        yield Finding(rule="tests/name", message=message)


def _bodies(tree: ast.Module, name: str) -> Iterator[Finding]:
    if name not in {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}:
        yield Finding(rule="tests/unrelated", message=f"no test calls {name}")
    seen: set[str] = set()
    for test in _tests(tree):
        if test.name in seen:
            message = f"two tests are called {test.name}; the second hides the first"
            yield Finding(rule="tests/name", message=message, line=test.lineno)
        seen.add(test.name)
        if not any(_proves(node) for node in ast.walk(test)):
            message = f"{test.name} asserts nothing"
            yield Finding(rule="tests/assert", message=message, line=test.lineno)


def _proves(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = (
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    )
    return called in _PROVING_CALLS or called.startswith(("assert", "_assert", "check", "_check"))


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))
