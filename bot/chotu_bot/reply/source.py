"""Python source as a model wrote it: does it parse, what does it define, is it a test."""

import ast
import builtins
import re
from collections.abc import Iterator

from chotu_bot.domain.syntax import module_of
from chotu_bot.reply.errors import BrokenCodeError

_TEST_NAME = re.compile(r"test_?\w*\Z|Test[A-Z_]?\w*\Z")
_TEST_MODULES = frozenset({"pytest", "unittest", "hypothesis"})
_NEVER_CUT = ("invalid character", "invalid non-printable", "unmatched", "inconsistent use of tabs")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def parse(code: str) -> ast.Module:
    """The syntax tree.

    Raises:
        BrokenCodeError: when the text is not Python, or nests too deeply to be read.
    """
    try:
        code.encode("utf-8")
        return module_of(code)
    except SyntaxError as error:
        line = error.lineno or 0
        message = f"not valid Python: {error.msg} (line {line})"
        raise BrokenCodeError(message, line=line, code=code) from error
    except (ValueError, RecursionError, MemoryError) as error:
        message = f"not readable as Python: {str(error)[:200]}"
        raise BrokenCodeError(message, line=0, code=code) from error


def parses(code: str) -> bool:
    """Whether the text is Python."""
    try:
        parse(code)
    except BrokenCodeError:
        return False
    return True


def ends_early(error: BrokenCodeError) -> bool:
    """Whether the code goes wrong at its very end, as text does that was cut off."""
    message = str(error)
    if any(phrase in message for phrase in _NEVER_CUT):
        return False
    last = len(error.code.rstrip().split("\n"))
    return error.line >= last or "unterminated triple-quoted" in message


def definitions(tree: ast.Module) -> tuple[Definition, ...]:
    """Functions and classes at top level."""
    return tuple(node for node in tree.body if isinstance(node, Definition))


def is_test_definition(node: ast.stmt) -> bool:
    """Whether pytest would collect a statement of the module."""
    return isinstance(node, Definition) and (
        _TEST_NAME.match(node.name) is not None or (isinstance(node, ast.ClassDef) and _case(node))
    )


def _case(node: ast.ClassDef) -> bool:
    return any("TestCase" in ast.unparse(base) for base in node.bases)


def defines(tree: ast.Module, name: str | None) -> bool:
    """Whether the module defines a function ``name``, or any that is no test when None."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.name == name if name else not is_test_definition(node))
        for node in tree.body
    )


def is_test_module(tree: ast.Module, name: str | None = None) -> bool:
    """Whether a module is tests rather than the tool called ``name``."""
    tests = any(is_test_definition(node) for node in tree.body)
    if name and defines(tree, name):
        return False
    return tests and (
        bool(_imports(tree) & _TEST_MODULES) or not defines(tree, None) or _foreign(tree)
    )


def _foreign(tree: ast.Module) -> bool:
    """Whether tests call something the module itself does not define."""
    return bool(free_names(tree)) or "tool" in _imports(tree)


def _imports(tree: ast.Module) -> set[str]:
    return {name.partition(".")[0] for node in ast.walk(tree) for name in _modules(node)}


def _modules(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (one.name for one in names)
        case ast.ImportFrom(module=str(module)):
            yield module
        case _:
            return


def bound_names(tree: ast.Module) -> frozenset[str]:
    """Names that the module binds at its top level."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, Definition):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found.update((one.asname or one.name).partition(".")[0] for one in node.names)
        else:
            found.update(_stored(node))
    return frozenset(found)


def free_names(tree: ast.Module) -> frozenset[str]:
    """Names that are read somewhere and bound nowhere in the module."""
    loaded = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    bound = {name for node in ast.walk(tree) for name in _bound_by(node)}
    return frozenset(loaded - bound - set(dir(builtins)) - {"__file__"})


def _stored(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=alias):
            yield (alias or name).partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            return
