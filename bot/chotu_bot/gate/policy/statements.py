"""Following statements: what they bind, return, yield and define."""

import ast
from collections.abc import Sequence
from typing import TypeAlias

from chotu_bot.domain.syntax import expression_of
from chotu_bot.gate.policy.atoms import (
    NOTHING,
    Atom,
    Instance,
    Items,
    Made,
    Named,
    Own,
    OwnClass,
    Value,
    union,
)
from chotu_bot.gate.policy.calls import Arguments
from chotu_bot.gate.policy.expressions import Expressions
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.naming import canonical
from chotu_bot.gate.policy.scopes import Scope, arguments

_Def: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_PROPERTIES = frozenset({"property", "cached_property"})


class Statements:
    """Follows the statements of a module, every function whether it is called or not."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._expressions = Expressions(machine)

    def follow(self) -> None:
        """Follow the module until nothing new is found, then once more to take notes."""
        for _ in range(self._machine.rounds()):
            self._machine.store.changed = False
            self._round()
            if not self._machine.store.changed or self._machine.exhausted:
                break
        self._machine.recording = True
        self._round()

    def _round(self) -> None:
        self._block(self._machine.tree.body, self._machine.module)

    def _block(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for statement in body:
            self._expressions.at(statement)
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:  # noqa: C901 - one arm a kind
        value = self._expressions.value
        match node:
            case ast.Assign(targets=targets, value=right):
                found = value(right, scope)
                for target in targets:
                    self._expressions.assign(target, found, scope)
            case ast.AnnAssign(target=target, value=right, annotation=annotation):
                self._runs(annotation, scope)
                found = value(right, scope) | self._annotated(annotation, scope)
                self._expressions.assign(target, found, scope)
            case ast.AugAssign():
                self._augmented(node, scope)
            case ast.For() | ast.AsyncFor():
                found = self._machine.store.iterate(value(node.iter, scope))
                self._expressions.assign(node.target, found, scope)
                self._block([*node.body, *node.orelse], scope)
            case ast.With() | ast.AsyncWith():
                self._with(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, scope)
            case ast.ClassDef():
                self._class(node, scope)
            case ast.Return(value=right):
                self._machine.store.add(("returns", id(scope.node)), value(right, scope))
            case ast.Import() | ast.ImportFrom():
                self._import(node, scope)
            case ast.Match():
                self._match(node, scope)
            case ast.Delete(targets=targets):
                for target in targets:
                    self._deleted(target, scope)
            case _:
                self._parts(node, scope)

    def _parts(self, node: ast.AST, scope: Scope) -> None:
        """Any other statement: its expressions and its blocks."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expressions.value(child, scope)
            elif isinstance(child, ast.stmt):
                self._block([child], scope)
            elif isinstance(child, ast.ExceptHandler):
                self._parts(child, scope)

    def _deleted(self, target: ast.expr, scope: Scope) -> None:
        for child in ast.iter_child_nodes(target):
            if isinstance(child, ast.expr):
                self._expressions.value(child, scope)

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> None:
        added = self._expressions.value(node.value, scope)
        before = self._expressions.value(_loaded(node.target), scope)
        if any(isinstance(atom, Items) for atom in before):
            self._machine.store.put(before, self._machine.store.iterate(added))
            return
        extra = added if not before else frozenset(a for a in added if not isinstance(a, Items))
        fresh = extra if not before else frozenset(a for a in extra if isinstance(a, Own | Named))
        self._expressions.assign(node.target, before | fresh, scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for one in node.items:
            found = self._expressions.value(one.context_expr, scope)
            if one.optional_vars is not None:
                entered = self._entered(found, node)
                self._expressions.assign(one.optional_vars, entered, scope)
        self._block(node.body, scope)

    def _entered(self, found: Value, node: ast.AST) -> Value:
        entered: set[Atom] = set()
        for atom in found:
            if isinstance(atom, Items):
                entered |= self._machine.store.contents(atom.site)
            elif isinstance(atom, Instance):
                method = self._machine.member(atom.site, "__enter__")
                bound = frozenset(
                    Own(one.site, bound=True) for one in method if isinstance(one, Own)
                )
                entered |= self._expressions.call(bound, Arguments(), node)
            else:
                entered.add(atom)
        return frozenset(entered)

    def _match(self, node: ast.Match, scope: Scope) -> None:
        subject = self._expressions.value(node.subject, scope)
        for case in node.cases:
            self._pattern(case.pattern, subject, scope)
            self._expressions.value(case.guard, scope)
            self._block(case.body, scope)

    def _pattern(self, pattern: ast.pattern, subject: Value, scope: Scope) -> None:
        """Bind what a pattern takes out of ``subject``: itself, its contents, its attributes."""
        either = subject | self._machine.store.flat(subject)
        name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
        if isinstance(name, str):
            self._machine.bind(scope, name, either)
        if isinstance(pattern, ast.MatchValue):
            self._expressions.value(pattern.value, scope)
        elif isinstance(pattern, ast.MatchClass):
            self._expressions.value(pattern.cls, scope)
            for attribute, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                taken = self._expressions.attribute(either, attribute, pattern)
                self._pattern(inner, taken, scope)
        named = getattr(pattern, "kwd_patterns", ())
        for child in ast.iter_child_nodes(pattern):
            if isinstance(child, ast.pattern) and child not in named:
                self._pattern(child, either, scope)

    # Definitions

    def _function(self, node: _Def, scope: Scope) -> None:
        inner = self._machine.scopes[id(node)]
        self._expressions.defaults(node, scope)
        self._runs(node.returns, scope)
        places = arguments(node)
        for argument in places:
            self._runs(argument.annotation, scope)
            value = self._machine.parameter(inner, argument)
            self._machine.bind(
                inner, argument.arg, value | self._annotated(argument.annotation, scope)
            )
        if inner.owner is not None and places:
            self._machine.bind(inner, places[0].arg, self._machine.self_value(inner))
        self._block(node.body, inner)
        self._machine.bind(scope, node.name, self._decorated(node, scope))

    def _decorated(self, node: _Def | ast.ClassDef, scope: Scope) -> Value:
        plain: Atom = OwnClass(id(node)) if isinstance(node, ast.ClassDef) else Own(id(node))
        value: Value = frozenset({plain})
        for decorator in reversed(node.decorator_list):
            found = self._expressions.value(decorator, scope)
            name = getattr(decorator, "id", getattr(decorator, "attr", ""))
            if name in _PROPERTIES:
                self._machine.properties.add(id(node))
            given = Arguments(positional=(value,))
            result = self._expressions.call(found, given, decorator)
            value = result | value if _is_outside(found) else result
        return value

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        store = self._machine.store
        bases = union(self._expressions.value(base, scope) for base in node.bases)
        store.add(("bases", id(node)), bases)
        for keyword in node.keywords:
            value = self._expressions.value(keyword.value, scope)
            if keyword.arg == "metaclass":
                store.add(("metaclass", id(node)), value)
                store.add(("bases", id(node)), frozenset(a for a in value if isinstance(a, Named)))
        self._block(node.body, self._machine.scopes[id(node)])
        self._machine.bind(scope, node.name, self._decorated(node, scope))

    def _runs(self, annotation: ast.expr | None, scope: Scope) -> None:
        """Follow the calls in a type hint, which run where it stands, or when it is asked for."""
        if annotation is not None:
            for part in ast.walk(_spelled(annotation)):
                if isinstance(part, ast.Call):
                    ast.copy_location(part, annotation)
                    self._expressions.value(part, scope)

    def _annotated(self, annotation: ast.expr | None, scope: Scope) -> Value:
        """Objects that a type hint promises."""
        if annotation is None:
            return NOTHING
        found: set[Atom] = set()
        for part in ast.walk(_spelled(annotation)):
            if not isinstance(part, ast.Name | ast.Attribute):
                continue
            for atom in self._named(part, scope):
                if isinstance(atom, OwnClass):
                    found.add(Instance(atom.site))
                elif isinstance(atom, Named) and _promises(atom.name):
                    found.add(Made(atom.name))
        return frozenset(found)

    def _named(self, node: ast.expr, scope: Scope) -> Value:
        recording, self._machine.recording = self._machine.recording, False
        try:
            return self._expressions.value(node, scope)
        finally:
            self._machine.recording = recording

    # Imports

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                full = alias.name if alias.asname else alias.name.partition(".")[0]
                self._bind_import(alias.asname or full, full, node, scope)
                self._machine.note_reference(canonical(alias.name), node)
            return
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            if alias.name == "*":
                if module not in self._machine.starred:
                    self._machine.starred.append(module)
                self._machine.note_reference(f"{canonical(module)}.*", node)
                continue
            full = f"{canonical(module)}.{alias.name}"
            self._bind_import(alias.asname or alias.name, full, node, scope)

    def _bind_import(self, name: str, full: str, node: ast.AST, scope: Scope) -> None:
        self._machine.bind(scope, name, frozenset({Named(canonical(full))}))
        self._machine.note_reference(canonical(full), node)


def _loaded(target: ast.expr) -> ast.expr:
    """The target of ``x += 1`` as something that is read."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), target)
        case _:
            return target


def _is_outside(decorator: Value) -> bool:
    return not decorator or any(isinstance(atom, Named | Made) for atom in decorator)


def _spelled(annotation: ast.expr) -> ast.expr:
    """A type hint given as a string, read."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return expression_of(annotation.value)
        except SyntaxError:
            return annotation
    return annotation


def _promises(name: str) -> bool:
    owner = name.partition(".")[0]
    return (
        owner not in {"builtins", "typing", "collections"} and name.rpartition(".")[2][:1].isupper()
    ) or name == "socket.socket"
