"""Names that a function compares with a list or a pattern before it uses them."""

import ast
from collections.abc import Mapping
from typing import TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_CHECKS = frozenset({"fullmatch", "match", "isidentifier", "isalnum", "isdigit"})


def checked_names(scope: ast.AST, functions: Mapping[str, Function]) -> set[str]:
    """The names that are checked in ``scope``, by itself or by one of the module's functions."""
    found: set[str] = set()
    for node in ast.walk(scope):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args) if attr in _CHECKS:
                found |= {one.id for one in [*args, owner] if isinstance(one, ast.Name)}
            case ast.Compare(left=ast.Name(id=name), ops=[ast.In() | ast.NotIn()]):
                found.add(name)
            case ast.Call(func=ast.Name(id=checker), args=args) if validates(
                functions.get(checker)
            ):
                found |= {one.id for one in args if isinstance(one, ast.Name)}
    return found | _looped(scope, found)


def _looped(scope: ast.AST, checked: set[str]) -> set[str]:
    """Lists of which every item is checked in a loop."""
    return {
        node.iter.id
        for node in ast.walk(scope)
        if isinstance(node, ast.For | ast.comprehension)
        and isinstance(node.iter, ast.Name)
        and isinstance(node.target, ast.Name)
        and node.target.id in checked
    }


def validates(function: Function | None) -> bool:
    """Whether a function of the module refuses text that is no plain name."""
    if function is None:
        return False
    parts = list(ast.walk(function))
    calls = {getattr(one.func, "attr", "") for one in parts if isinstance(one, ast.Call)}
    compares = any(
        isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.In | ast.NotIn) for one in parts
    )
    refuses = any(isinstance(one, ast.Raise) for one in parts)
    doubles = "replace" in calls
    return (refuses and (bool(calls & _CHECKS) or compares)) or doubles
