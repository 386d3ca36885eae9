"""What of a module goes into a draft: its imports, constants, functions and classes."""

import ast

from chotu_bot.domain.header import BLOCK
from chotu_bot.domain.toolfile import is_main_block
from chotu_bot.reply import source


def slots_of(code: str) -> str:
    """A module as a model sent it, without header, ``__main__`` block, tests and demonstration.

    What ends a module after its last definition and merely calls it (a print, an assert, a loop)
    is a demonstration; the tool's frame has no place for it.
    """
    code = BLOCK.sub("", code, count=1)
    tree = source.parse(code)
    doomed = [node for node in tree.body if is_main_block(node) or source.is_test_definition(node)]
    if any(source.is_test_definition(node) for node in doomed):
        doomed.extend(node for node in tree.body if _serves_tests(node))
    doomed.extend(_demonstration([node for node in tree.body if node not in doomed]))
    return without(code, doomed)


def without(code: str, doomed: list[ast.stmt]) -> str:
    """``code`` without some statements of its top level, whole lines of them."""
    lines = code.split("\n")
    once = {id(node): node for node in doomed}.values()
    for node in sorted(once, key=lambda one: one.lineno, reverse=True):
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        if ";" not in lines[first - 1] or (node.end_lineno or first) > first:
            del lines[first - 1 : node.end_lineno]
    return "\n".join(lines).strip("\n") + "\n"


def _demonstration(body: list[ast.stmt]) -> list[ast.stmt]:
    needed = {
        name.id
        for node in body
        if isinstance(node, source.Definition)
        for name in ast.walk(node)
        if isinstance(name, ast.Name)
    }
    found: list[ast.stmt] = []
    for node in reversed(body):
        if not _demonstrates(node, needed):
            break
        found.append(node)
    return found


def _demonstrates(node: ast.stmt, needed: set[str]) -> bool:
    match node:
        case ast.Assert() | ast.For() | ast.While() | ast.With():
            return True
        case ast.Expr(value=ast.Call() | ast.Name() | ast.Attribute()):
            return True
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
            return name not in needed
        case _:
            return False


def _serves_tests(node: ast.stmt) -> bool:
    match node:
        case ast.Import(names=[ast.alias(name="pytest" | "unittest")]):
            return True
        case ast.ImportFrom(module="tool" | "hypothesis"):
            return True
        case _:
            return False
