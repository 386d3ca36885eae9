"""Finding SQL statements that are put together from text nobody checked."""

import ast
import re
from collections.abc import Iterator

from chotu_bot.gate.policy.program import Program

_RUNS = frozenset({"execute", "executemany", "executescript", "raw", "read_sql", "read_sql_query"})
_SQL = re.compile(
    r"\s*(select|insert|update|delete|replace|create|drop|alter|pragma|with|attach|vacuum|explain)\b",
    re.IGNORECASE,
)
_CHECKS = frozenset({"fullmatch", "match", "isidentifier", "isalnum", "isdigit"})
_SAFE_CALLS = frozenset({"int", "float", "len", "abs", "round", "bool", "id"})


def built_statements(program: Program) -> Iterator[tuple[int, str]]:
    """Lines on which a statement with unchecked text is run, and what stands there."""
    for node in program.find(ast.Call):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        method = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if method not in _RUNS:
            continue
        scope = _scope(program, node)
        finder = _Finder(program, scope)
        for expression in finder.readings(node.args[0]):
            if looks_like_sql(expression) and finder.is_built(expression):
                yield node.lineno, f"a statement put together from text in {method}"
                break


def _scope(program: Program, node: ast.AST) -> ast.AST:
    current: ast.AST | None = node
    while current is not None:
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            return current
        current = program.parents.get(id(current))
    return program.tree


class _Finder:
    """Follows the text of a statement inside one function."""

    def __init__(self, program: Program, scope: ast.AST) -> None:
        self._program = program
        self._scope = scope
        self._open: set[str] = set()
        self._assigned: dict[str, list[ast.expr]] = {}
        for tree in (program.tree, scope):
            for node in ast.walk(tree) if tree is scope else getattr(tree, "body", []):
                self._note(node)
        self._checked = self._checked_names(scope)

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assigned.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assigned.setdefault(name, []).append(value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self._assigned.setdefault(name, []).append(value)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                self._assigned.setdefault(name, []).append(value)

    def readings(self, node: ast.expr) -> list[ast.expr]:
        """What an argument was assigned, or the argument itself."""
        if isinstance(node, ast.Name):
            return self._assigned.get(node.id, [])
        return [node]

    def is_built(self, node: ast.expr) -> bool:
        """Whether an expression joins unchecked text to a constant."""
        match node:
            case ast.JoinedStr(values=values):
                parts = [one.value for one in values if isinstance(one, ast.FormattedValue)]
                return self._unsafe(parts)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._unsafe([left, right])
            case ast.BinOp(op=ast.Mod(), left=left, right=right):
                given = right.elts if isinstance(right, ast.Tuple) else [right]
                return self._unsafe([left, *given])
            case ast.Call(
                func=ast.Attribute(value=template, attr="format"), args=args, keywords=named
            ):
                return self._unsafe([template, *args, *[one.value for one in named]])
            case ast.Call(func=ast.Attribute(attr="join"), args=[inner]):
                return not self._is_safe(inner)
            case _:
                return False

    def _unsafe(self, parts: list[ast.expr]) -> bool:
        return not all(self._is_safe(part) for part in parts)

    def _is_safe(self, node: ast.expr) -> bool:  # noqa: C901 - one arm per kind of expression
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return self._is_safe_name(name)
            case ast.JoinedStr() | ast.BinOp():
                return not self.is_built(node)
            case ast.Call(func=ast.Name(id=name)) if name in _SAFE_CALLS:
                return True
            case ast.Call(func=ast.Name(id=name)):
                return self._validates(name)
            case ast.Call(func=ast.Attribute(attr="join"), args=[inner]):
                return self._is_safe(inner)
            case ast.Call(
                func=ast.Attribute(value=inner, attr="format" | "strip" | "upper" | "lower")
            ):
                return self._is_safe(inner) and not node.args
            case (
                ast.GeneratorExp(elt=elt, generators=loops)
                | ast.ListComp(elt=elt, generators=loops)
            ):
                return self._is_safe_loop(elt, loops)
            case ast.Call(func=ast.Attribute(attr="replace"), args=[ast.Constant(value=quote), _]):
                return quote in {'"', "`", "]"}
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return all(self._is_safe(one) for one in items)
            case ast.IfExp(body=one, orelse=other):
                return self._is_safe(one) and self._is_safe(other)
            case ast.Subscript(value=ast.Name(id=name)):
                return name.isupper() or name.strip("_").isupper()
            case ast.Starred(value=inner):
                return self._is_safe(inner)
            case _:
                return False

    def _is_safe_loop(self, element: ast.expr, loops: list[ast.comprehension]) -> bool:
        """Whether what a comprehension gives is safe, its variables being items of safe lists."""
        fresh = {
            loop.target.id
            for loop in loops
            if isinstance(loop.target, ast.Name) and self._is_safe(loop.iter)
        } - self._checked
        self._checked |= fresh
        safe = self._is_safe(element)
        self._checked -= fresh
        return safe

    def _is_safe_name(self, name: str) -> bool:
        if name in self._checked or name in self._open:
            return True
        values = self._assigned.get(name)
        if not values:
            return False
        self._open.add(name)
        safe = all(self._is_safe(value) for value in values)
        self._open.discard(name)
        return safe

    def _checked_names(self, scope: ast.AST) -> set[str]:
        """Names that the function compares with a list or a pattern before use."""
        found: set[str] = set()
        for node in ast.walk(scope):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args) if (
                    attr in _CHECKS
                ):
                    found |= {one.id for one in [*args, owner] if isinstance(one, ast.Name)}
                case ast.Compare(left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()]):
                    found.add(name)
                case ast.Call(func=ast.Name(id=checker), args=args) if self._validates(checker):
                    found |= {one.id for one in args if isinstance(one, ast.Name)}
        return found | self._looped(scope, found)

    def _looped(self, scope: ast.AST, checked: set[str]) -> set[str]:
        """Lists of which every item is checked in a loop."""
        return {
            node.iter.id
            for node in ast.walk(scope)
            if isinstance(node, ast.For | ast.comprehension)
            and isinstance(node.iter, ast.Name)
            and isinstance(node.target, ast.Name)
            and node.target.id in checked
        }

    def _validates(self, name: str) -> bool:
        """Whether a function of the module refuses text that is no plain name."""
        for node in self._program.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                calls = {
                    getattr(one.func, "attr", "")
                    for one in ast.walk(node)
                    if isinstance(one, ast.Call)
                }
                compares = any(
                    isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In | ast.NotIn)
                    for one in ast.walk(node)
                )
                refuses = any(isinstance(one, ast.Raise) for one in ast.walk(node))
                doubles = "replace" in calls
                return (refuses and (bool(calls & _CHECKS) or compares)) or doubles
        return False


def looks_like_sql(expression: ast.expr) -> bool:
    """Whether any constant in an expression begins like a statement."""
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and _SQL.match(one.value)
        for one in ast.walk(expression)
    )
