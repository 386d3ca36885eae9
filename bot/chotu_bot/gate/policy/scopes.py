"""Where a name lives: the scopes of a module and the names each of them binds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_OPENS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@dataclass(eq=False, slots=True)
class Scope:
    """One scope; comprehensions count as part of the scope around them."""

    node: ast.AST
    parent: "Scope | None"
    owner: "Scope | None" = None
    """The class scope that this function is a method of."""
    bound: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    """Names declared global or nonlocal."""

    @property
    def is_class(self) -> bool:
        """Whether this is a class body, whose names nested functions do not see."""
        return isinstance(self.node, ast.ClassDef)

    def find(self, name: str) -> "Scope | None":
        """The scope that binds ``name`` as seen from here, or None for a built-in."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bound and name not in scope.outer:
                return scope
            scope = scope.parent
            while scope is not None and scope.is_class:
                scope = scope.parent
        return None


def children(node: ast.AST) -> Iterator[ast.AST]:
    """Every node of the scope of ``node``, not entering functions, lambdas or classes."""
    stack: list[ast.AST] = list(ast.iter_child_nodes(node))
    while stack:
        one = stack.pop()
        yield one
        if not isinstance(one, _OPENS):
            stack.extend(ast.iter_child_nodes(one))


def bound_names(node: ast.AST) -> tuple[set[str], set[str]]:
    """The names a scope binds, and those it declares global or nonlocal."""
    bound: set[str] = set()
    outer: set[str] = set()
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        bound |= {argument.arg for argument in arguments(node)}
    for one in _body(node):
        bound |= _binds(one)
        if isinstance(one, ast.Global | ast.Nonlocal):
            outer |= set(one.names)
    return bound, outer


def _body(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Lambda):
        yield node.body
        yield from children(node.body)
        return
    for statement in getattr(node, "body", []):
        yield statement
        if not isinstance(statement, _OPENS):
            yield from children(statement)


def _binds(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases):
            return {alias.asname or alias.name.partition(".")[0] for alias in aliases}
        case ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name for alias in aliases} - {"*"}
        case ast.ExceptHandler(name=str(name)):
            return {name}
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.MatchMapping(rest=str(name)):
            return {name}
        case _:
            return set()


def arguments(function: Function) -> list[ast.arg]:
    """All parameters in order, ``*args`` and ``**kwargs`` last."""
    spec = function.args
    extra = [one for one in (spec.vararg, spec.kwarg) if one is not None]
    return [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *extra]


def positional(function: Function) -> list[ast.arg]:
    """The parameters that can be given by place."""
    return [*function.args.posonlyargs, *function.args.args]
