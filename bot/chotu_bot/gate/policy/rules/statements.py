"""Finding statements of SQL, XPath and LDAP that are put together from text nobody checked."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from chotu_bot.gate.policy.program import Program

_RUNS = frozenset({"execute", "executemany", "executescript", "raw", "read_sql", "read_sql_query"})
_SQL = re.compile(
    r"\s*(select|insert|update|delete|replace|create|drop|alter|pragma|with|attach|vacuum|explain)\b",
    re.IGNORECASE,
)
_PATHS = re.compile(r"\s*\.?//?[\w*@.:]|.*\[@?[\w.:()]+\s*=\s*['\"]")
_PARTS = re.compile(r"[^\\]*\[@?[\w.:()]+\s*=\s*['\"]")
_FILTERS = re.compile(r"\s*\((?:[&|!]\s*\(|[\w;.-]+[~<>]?=)")
_LANGUAGES = (
    (_RUNS, _SQL),
    (frozenset({"xpath", "XPath"}), _PATHS),
    (frozenset({"find", "findall", "findtext", "iterfind"}), _PARTS),
    (frozenset({"search", "search_s", "search_st", "search_ext", "search_ext_s"}), _FILTERS),
)
_DEEP = 4
"""Functions that a statement is followed through."""
_CHECKS = frozenset({"fullmatch", "match", "isidentifier", "isalnum", "isdigit"})
_SAFE_CALLS = frozenset({"int", "float", "len", "abs", "round", "bool", "id"})


def built_statements(program: Program) -> Iterator[tuple[int, str]]:
    """Lines on which SQL with unchecked text is run, and what stands there."""
    return _built(program, _LANGUAGES[:1])


def built_queries(program: Program) -> Iterator[tuple[int, str]]:
    """Lines on which XPath or an LDAP filter with unchecked text is asked."""
    return _built(program, _LANGUAGES[1:])


def judged_lines(program: Program) -> frozenset[int]:
    """Lines of SQL that was followed in full, and in which nothing unchecked was found."""
    built = {line for line, _ in built_statements(program)}
    return frozenset(
        line
        for node in program.find(ast.Call)
        if isinstance(node, ast.Call) and node.args and _method(node) in _RUNS
        if node.lineno not in built
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    )


def _method(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _built(
    program: Program, languages: Iterable[tuple[frozenset[str], re.Pattern[str]]]
) -> Iterator[tuple[int, str]]:
    finders = _Finders(program)
    for node in program.find(ast.Call):
        if not isinstance(node, ast.Call):
            continue
        method = _method(node)
        for methods, language in languages:
            if method not in methods or any(
                name.startswith("re.") for name in program.names(node.func)
            ):
                continue
            given = node.args[:1] if language is not _FILTERS else _all_given(node)
            if any(finders.at(node).is_open(one, language) for one in given):
                yield node.lineno, f"a statement put together from text in {method}"
                break


def _all_given(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *[keyword.value for keyword in node.keywords]]


def _scope(program: Program, node: ast.AST) -> ast.AST:
    current: ast.AST | None = node
    while current is not None:
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
            return current
        current = program.parents.get(id(current))
    return program.tree


class _Finders:
    """One finder a function, and the ways from one function to another."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.functions = {
            node.name: node
            for node in program.tree.body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self.methods = {
            node.name: node
            for node in program.nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and isinstance(program.parents.get(id(node)), ast.ClassDef)
        }
        self.depth = 0
        self._fields: dict[str, list[ast.expr]] | None = None
        self._known: dict[int, _Finder] = {}

    def at(self, node: ast.AST) -> "_Finder":
        """The finder of the function that a node stands in."""
        scope = _scope(self.program, node)
        if id(scope) not in self._known:
            self._known[id(scope)] = _Finder(self, scope)
        return self._known[id(scope)]

    def given(self, scope: ast.AST, name: str) -> "list[tuple[_Finder, ast.expr]]":
        """What the module's own calls give for a parameter of one of its functions."""
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            return []
        method = self.methods.get(scope.name) is scope
        if not method and self.functions.get(scope.name) is not scope:
            return []
        places = [one.arg for one in [*scope.args.posonlyargs, *scope.args.args]][method:]
        found: list[tuple[_Finder, ast.expr]] = []
        for node in self.program.find(ast.Call):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr" if method else "id", "") != scope.name:
                continue
            named = [one.value for one in node.keywords if one.arg == name]
            place = places.index(name) if name in places else len(node.args)
            found += [(self.at(node), one) for one in [*node.args[place : place + 1], *named]]
        return found

    def field(self, node: ast.Attribute) -> "list[tuple[_Finder, ast.expr]]":
        """What the module's methods put into a field of their object."""
        if getattr(node.value, "id", "") not in {"self", "cls"}:
            return []
        if self._fields is None:
            self._fields = {}
            for one in self.program.nodes:
                match one:
                    case (
                        ast.Assign(targets=[ast.Attribute(attr=name)], value=value)
                        | ast.AnnAssign(target=ast.Attribute(attr=name), value=ast.expr() as value)
                        | ast.AugAssign(target=ast.Attribute(attr=name), value=value)
                        | ast.Call(
                            func=ast.Attribute(
                                value=ast.Attribute(attr=name), attr="append" | "extend"
                            ),
                            args=[value],
                        )
                    ):
                        self._fields.setdefault(name, []).append(value)
                    case ast.ClassDef(body=body):
                        for inner in body:
                            match inner:
                                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                                    self._fields.setdefault(name, []).append(value)
                                case _:
                                    continue
                    case _:
                        continue
        return [(self.at(value), value) for value in self._fields.get(node.attr, ())]


class _Finder:
    """Follows the text of a statement inside one function."""

    def __init__(self, finders: _Finders, scope: ast.AST) -> None:
        self._finders = finders
        self._scope = scope
        self._open: set[str] = set()
        self._assigned: dict[str, list[ast.expr]] = {}
        for tree in (finders.program.tree, scope):
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
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"), args=[value]
            ):
                self._assigned.setdefault(name, []).append(value)

    def is_open(self, node: ast.expr, language: re.Pattern[str]) -> bool:
        """Whether a statement of a language may be run that holds unchecked text."""
        readings = list(self._readings(node))
        return any(finder.speaks(one, language) for finder, one in readings) and any(
            finder.is_built(one) for finder, one in readings
        )

    def _readings(self, node: ast.expr) -> "Iterator[tuple[_Finder, ast.expr]]":
        """What an argument was assigned, given or returned, or the argument itself."""
        if self._finders.depth >= _DEEP:
            return
        self._finders.depth += 1
        match node:
            case ast.Name(id=name) if name in self._assigned:
                for value in self._assigned[name]:
                    yield self, value
                    if isinstance(value, ast.Call):
                        yield from self._returned(value)
            case ast.Name(id=name):
                for finder, value in self._finders.given(self._scope, name):
                    yield from finder._readings(value)  # noqa: SLF001 - another of its kind
            case ast.Attribute():
                for finder, value in self._finders.field(node):
                    yield from finder._readings(value)  # noqa: SLF001 - another of its kind
            case ast.Call():
                yield self, node
                yield from self._returned(node)
            case _:
                yield self, node
        self._finders.depth -= 1

    def _returned(self, node: ast.Call) -> "Iterator[tuple[_Finder, ast.expr]]":
        function = self._finders.functions.get(getattr(node.func, "id", ""))
        if isinstance(node.func, ast.Attribute):
            function = self._finders.methods.get(node.func.attr)
        for one in ast.walk(function) if function is not None else ():
            if isinstance(one, ast.Return) and one.value is not None:
                value = one.value.elts[0] if _is_pair(one.value) else one.value
                yield from self._finders.at(one)._readings(value)  # noqa: SLF001 - another of its kind

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
                return not self._is_safe(inner)
            case ast.Call(
                func=ast.Attribute(attr="substitute" | "safe_substitute"), args=args, keywords=named
            ):
                return self._unsafe([*args, *[one.value for one in named]])
            case ast.Call(func=ast.Attribute(value=inner, attr="replace"), args=[_, fresh]):
                return self.is_built(inner) or not (self._is_safe(node) or self._is_safe(fresh))
            case _:
                return False

    def _unsafe(self, parts: list[ast.expr]) -> bool:
        return not all(self._is_safe(part) for part in parts)

    def _is_safe(self, node: ast.expr) -> bool:  # noqa: C901, PLR0912 - one arm per kind of expression
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return self._is_safe_name(name)
            case ast.Attribute():
                return self._is_safe_field(node)
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
            return self._is_safe_given(name)
        self._open.add(name)
        safe = all(self._is_safe(value) for value in values)
        self._open.discard(name)
        return safe

    def _is_safe_field(self, node: ast.Attribute) -> bool:
        """Whether everything that is put into a field is safe."""
        given = self._finders.field(node)
        if not given or self._finders.depth >= _DEEP:
            return False
        self._finders.depth += 1
        safe = all(finder._is_safe(value) for finder, value in given)  # noqa: SLF001 - another of its kind
        self._finders.depth -= 1
        return safe

    def _is_safe_given(self, name: str) -> bool:
        """Whether every call of the module gives a safe text for a parameter."""
        given = self._finders.given(self._scope, name)
        if not given or self._finders.depth >= _DEEP:
            return False
        self._finders.depth += 1
        safe = all(finder._is_safe(value) for finder, value in given)  # noqa: SLF001 - another of its kind
        self._finders.depth -= 1
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
        for node in self._finders.functions.values():
            if node.name == name:
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


def _is_pair(node: ast.expr) -> TypeGuard[ast.Tuple]:
    """Whether a statement is returned together with what is bound to it."""
    return isinstance(node, ast.Tuple) and bool(node.elts)
