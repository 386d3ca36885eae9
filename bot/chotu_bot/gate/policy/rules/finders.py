"""Following the text of a statement through the functions and objects of a module."""

import ast
import contextlib
import re
from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias, TypeGuard

from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.checked import checked_names, validates

Reading: TypeAlias = "tuple[Finder, ast.expr]"
"""What an expression may stand for, and the finder of the function where that is written."""

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_DEEP = 4
"""Functions that a statement is followed through."""
_SAFE_CALLS = frozenset({"int", "float", "len", "abs", "round", "bool", "id"})


class Finders:
    """One finder a function, and the ways from one function to another."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.functions = {
            node.name: node for node in program.tree.body if isinstance(node, _FUNCTIONS)
        }
        self.methods = {
            node.name: node
            for node in program.nodes
            if isinstance(node, _FUNCTIONS)
            and isinstance(program.parents.get(id(node)), ast.ClassDef)
        }
        self._depth = 0
        self._known: dict[int, Finder] = {}

    def at(self, node: ast.AST) -> "Finder":
        """The finder of the function that a node stands in."""
        around = (node, *self.program.above(node))
        scope = next((one for one in around if isinstance(one, _FUNCTIONS)), self.program.tree)
        if id(scope) not in self._known:
            self._known[id(scope)] = Finder(self, scope)
        return self._known[id(scope)]

    def given(self, scope: ast.AST, name: str) -> list[Reading]:
        """What the module's own calls give for a parameter of one of its functions."""
        if not isinstance(scope, _FUNCTIONS):
            return []
        method = self.methods.get(scope.name) is scope
        if not method and self.functions.get(scope.name) is not scope:
            return []
        places = [one.arg for one in [*scope.args.posonlyargs, *scope.args.args]][method:]
        found: list[Reading] = []
        for node in self.program.find(ast.Call):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr" if method else "id", "") != scope.name:
                continue
            named = [one.value for one in node.keywords if one.arg == name]
            place = places.index(name) if name in places else len(node.args)
            found += [(self.at(node), one) for one in [*node.args[place : place + 1], *named]]
        return found

    def field(self, node: ast.Attribute) -> list[Reading]:
        """What the module's methods put into a field of their object."""
        if getattr(node.value, "id", "") not in {"self", "cls"}:
            return []
        return [(self.at(value), value) for value in self._fields.get(node.attr, ())]

    @cached_property
    def _fields(self) -> dict[str, list[ast.expr]]:
        """What is put into attributes anywhere, by name."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.program.nodes:
            name, value = _put_into_field(node, self.program)
            if value is not None:
                found.setdefault(name, []).append(value)
        return found

    @contextlib.contextmanager
    def deeper(self) -> Iterator[bool]:
        """One function further; whether that is not too far."""
        self._depth += 1
        try:
            yield self._depth <= _DEEP
        finally:
            self._depth -= 1


class Finder:
    """Follows the text of a statement inside one function."""

    def __init__(self, finders: Finders, scope: ast.AST) -> None:
        self._finders = finders
        self._scope = scope
        self._open: set[str] = set()
        self._assigned: dict[str, list[ast.expr]] = {}
        for tree in (finders.program.tree, scope):
            for node in ast.walk(tree) if tree is scope else getattr(tree, "body", []):
                self._note(node)
        self._checked = checked_names(scope, finders.functions)

    def _note(self, node: ast.AST) -> None:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
                | ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"),
                    args=[value],
                )
            ):
                self._assigned.setdefault(name, []).append(value)

    def is_open(self, node: ast.expr, language: re.Pattern[str]) -> bool:
        """Whether a statement of a language may be run that holds unchecked text."""
        readings = list(self.readings(node))
        return any(finder.speaks(one, language) for finder, one in readings) and any(
            finder.is_built(one) for finder, one in readings
        )

    def readings(self, node: ast.expr) -> Iterator[Reading]:
        """What an argument was assigned, given or returned, or the argument itself."""
        with self._finders.deeper() as near:
            if near:
                yield from self._read(node)

    def _read(self, node: ast.expr) -> Iterator[Reading]:
        match node:
            case ast.Name(id=name) if name in self._assigned:
                for value in self._assigned[name]:
                    yield self, value
                    if isinstance(value, ast.Call):
                        yield from self._returned(value)
            case ast.Name(id=name):
                for finder, value in self._finders.given(self._scope, name):
                    yield from finder.readings(value)
            case ast.Attribute():
                for finder, value in self._finders.field(node):
                    yield from finder.readings(value)
            case ast.Call():
                yield self, node
                yield from self._returned(node)
            case _:
                yield self, node

    def _returned(self, node: ast.Call) -> Iterator[Reading]:
        function = self._finders.functions.get(getattr(node.func, "id", ""))
        if isinstance(node.func, ast.Attribute):
            function = self._finders.methods.get(node.func.attr)
        for one in ast.walk(function) if function is not None else ():
            if isinstance(one, ast.Return) and one.value is not None:
                value = one.value.elts[0] if _is_pair(one.value) else one.value
                yield from self._finders.at(one).readings(value)

    def speaks(self, node: ast.expr, language: re.Pattern[str]) -> bool:
        """Whether any constant in an expression, or in what it names, begins like a statement."""
        for one in ast.walk(node):
            values = [one]
            if isinstance(one, ast.Attribute):
                found = (value for _, value in self._finders.field(one))
                values += [part for value in found for part in ast.walk(value)]
            if isinstance(one, ast.Name):
                values += [
                    part for value in self._assigned.get(one.id, ()) for part in ast.walk(value)
                ]
            for value in values:
                if isinstance(value, ast.Constant) and language.match(str(value.value)):
                    return True
        return False

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
                return not self.is_safe(inner)
            case ast.Call(
                func=ast.Attribute(attr="substitute" | "safe_substitute"), args=args, keywords=named
            ):
                return self._unsafe([*args, *[one.value for one in named]])
            case ast.Call(func=ast.Attribute(value=inner, attr="replace"), args=[_, fresh]):
                return self.is_built(inner) or not (self.is_safe(node) or self.is_safe(fresh))
            case _:
                return False

    def _unsafe(self, parts: list[ast.expr]) -> bool:
        return not all(self.is_safe(part) for part in parts)

    def is_safe(self, node: ast.expr) -> bool:  # noqa: C901 - one arm per kind of expression
        """Whether nothing unchecked is in an expression."""
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return self._is_safe_name(name)
            case ast.Attribute():
                return self._are_safe(self._finders.field(node))
            case ast.JoinedStr() | ast.BinOp():
                return not self.is_built(node)
            case ast.Call():
                return self._is_safe_call(node)
            case (
                ast.GeneratorExp(elt=elt, generators=loops)
                | ast.ListComp(elt=elt, generators=loops)
            ):
                return self._is_safe_loop(elt, loops)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return not self._unsafe(items)
            case ast.IfExp(body=one, orelse=other):
                return not self._unsafe([one, other])
            case ast.Subscript(value=ast.Name(id=name)):
                return name.isupper() or name.strip("_").isupper()
            case ast.Starred(value=inner):
                return self.is_safe(inner)
            case _:
                return False

    def _is_safe_call(self, node: ast.Call) -> bool:
        match node:
            case ast.Call(func=ast.Name(id=name)):
                return name in _SAFE_CALLS or validates(self._finders.functions.get(name))
            case ast.Call(func=ast.Attribute(attr="join"), args=[inner]):
                return self.is_safe(inner)
            case ast.Call(
                func=ast.Attribute(value=inner, attr="format" | "strip" | "upper" | "lower")
            ):
                return self.is_safe(inner) and not node.args
            case ast.Call(func=ast.Attribute(attr="replace"), args=[ast.Constant(value=quote), _]):
                return quote in {'"', "`", "]"}
            case _:
                return False

    def _is_safe_loop(self, element: ast.expr, loops: list[ast.comprehension]) -> bool:
        """Whether what a comprehension gives is safe, its variables being items of safe lists."""
        fresh = {
            loop.target.id
            for loop in loops
            if isinstance(loop.target, ast.Name) and self.is_safe(loop.iter)
        } - self._checked
        self._checked |= fresh
        safe = self.is_safe(element)
        self._checked -= fresh
        return safe

    def _is_safe_name(self, name: str) -> bool:
        if name in self._checked or name in self._open:
            return True
        values = self._assigned.get(name)
        if not values:
            return self._are_safe(self._finders.given(self._scope, name))
        self._open.add(name)
        safe = all(self.is_safe(value) for value in values)
        self._open.discard(name)
        return safe

    def _are_safe(self, given: list[Reading]) -> bool:
        """Whether there is something, and every bit of it is safe where it stands."""
        with self._finders.deeper() as near:
            return near and bool(given) and all(finder.is_safe(one) for finder, one in given)


def _put_into_field(node: ast.AST, program: Program) -> tuple[str, ast.expr | None]:
    """The name of the attribute that a statement gives a value to, and that value."""
    match node:
        case (
            ast.Assign(targets=[ast.Attribute(attr=name)], value=value)
            | ast.AnnAssign(target=ast.Attribute(attr=name), value=ast.expr() as value)
            | ast.AugAssign(target=ast.Attribute(attr=name), value=value)
            | ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr=name), attr="append" | "extend"),
                args=[value],
            )
        ):
            return name, value
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(
            program.parents.get(id(node)), ast.ClassDef
        ):
            return name, value
        case _:
            return "", None


def _is_pair(node: ast.expr) -> TypeGuard[ast.Tuple]:
    """Whether a statement is returned together with what is bound to it."""
    return isinstance(node, ast.Tuple) and bool(node.elts)
