"""The interpreter: follows values through a module until nothing new is found."""

import ast
from collections.abc import Mapping as Table

from chotu_bot.gate.policy.atoms import NOTHING, From, Instance, Made, OwnClass, Value
from chotu_bot.gate.policy.calls import CallSite, Reference, Unresolved
from chotu_bot.gate.policy.scopes import Function, Scope, bound_names
from chotu_bot.gate.policy.store import Store

_ROUNDS = 14
_BUDGET = 150_000
"""Steps after which a module counts as too tangled to be judged."""
_ATOMS_A_STEP = 4


class Machine:
    """The state that expressions, statements and calls share while a module is followed."""

    def __init__(self, tree: ast.Module, entry: str, fixtures: Table[str, Value]) -> None:
        self.tree = tree
        self.entry = entry
        self.fixtures = fixtures
        self.store = Store()
        self.recording = False
        self.calls: list[CallSite] = []
        self.references: list[Reference] = []
        self.unresolved: list[Unresolved] = []
        self.values: dict[int, Value] = {}
        self.starred: list[str] = []
        self.scopes: dict[int, Scope] = {}
        self.properties: set[int] = set()
        self.module = Scope(node=tree, parent=None)
        self._steps = 0
        self._enter(tree, self.module)

    def afford(self, steps: int) -> bool:
        """Whether following may go on; every call costs as many steps as it has callees."""
        self._steps += steps
        return self._steps <= _BUDGET

    def charge(self, *values: Value) -> None:
        """Count what handling large values costs beside the call itself."""
        self._steps += sum(len(one) for one in values) // _ATOMS_A_STEP

    @property
    def exhausted(self) -> bool:
        """Whether the budget is used up, so that calls may have been missed."""
        return self._steps > _BUDGET

    def _enter(self, node: ast.AST, scope: Scope) -> None:
        """Find the scopes inside ``node``, all of which lie in ``scope``."""
        if scope.node is node:
            scope.bound, scope.outer = bound_names(node)
            self.scopes[id(node)] = scope
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                owner = scope if scope.is_class else None
                self._enter(child, Scope(node=child, parent=scope, owner=owner))
            elif isinstance(child, ast.ClassDef):
                self._enter(child, Scope(node=child, parent=scope))
            else:
                self._enter(child, scope)

    def functions(self) -> list[tuple[Function, Scope]]:
        """Every function and lambda with its scope."""
        return [
            (scope.node, scope)
            for scope in self.scopes.values()
            if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ]

    def is_entry(self, scope: Scope) -> bool:
        """Whether this is the tool's public function."""
        node = scope.node
        named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == self.entry
        return named and scope.parent is self.module

    def parameter(self, scope: Scope, argument: ast.arg) -> Value:
        """What a parameter is before anybody calls."""
        if self.is_entry(scope):
            return frozenset({From(frozenset({argument.arg}))})
        return self.fixtures.get(argument.arg, NOTHING)

    def read(self, scope: Scope, name: str) -> Value | None:
        """The value of a variable; None when no scope binds it."""
        found = scope.find(name)
        return None if found is None else self.store.read(("var", id(found.node), name))

    def bind(self, scope: Scope, name: str, value: Value) -> None:
        """Let a variable hold ``value`` as well."""
        home = scope
        if name in scope.outer:
            above = scope.parent.find(name) if scope.parent else None
            home = above or self.module
        self.store.add(("var", id(home.node), name), value)

    def note_call(self, call: CallSite) -> None:
        """Remember a call, in the last round."""
        if self.recording:
            self.calls.append(call)

    def note_reference(self, name: str, node: ast.AST) -> None:
        """Remember a mention, in the last round."""
        if self.recording:
            said = getattr(node, "attr", getattr(node, "id", ""))
            direct = not said or name.rpartition(".")[2] == said
            self.references.append(Reference(name=name, node=node, direct=direct))

    def note_unresolved(self, owner: str, node: ast.AST) -> None:
        """Remember a name that cannot be read off the source, in the last round."""
        if self.recording:
            self.unresolved.append(Unresolved(owner=owner, node=node))

    def self_value(self, scope: Scope) -> Value:
        """The first parameter of a method."""
        owner = scope.owner
        if owner is None:
            return NOTHING
        made = frozenset(Made(name) for name in self.outer_bases(owner.node))
        if any(_is(one, "staticmethod") for one in _decorators(scope.node)):
            return NOTHING
        if any(_is(one, "classmethod") for one in _decorators(scope.node)):
            return frozenset({OwnClass(id(owner.node))})
        return frozenset({Instance(id(owner.node))}) | made

    def bases(self, node: ast.AST) -> Value:
        """The values of a class's bases."""
        return self.store.read(("bases", id(node)))

    def outer_bases(self, node: ast.AST) -> list[str]:
        """The names of the bases that are not classes of this module, however far up."""
        from_here: list[str] = []
        seen: set[object] = set()
        stack: list[object] = [id(node)]
        while stack:
            site = stack.pop()
            if site in seen:
                continue
            seen.add(site)
            for atom in self.store.read(("bases", site)):
                if isinstance(atom, OwnClass):
                    stack.append(atom.site)
                elif hasattr(atom, "name"):
                    from_here.append(atom.name)
        return from_here

    def lineage(self, site: object) -> list[object]:
        """A class of this module and its bases in this module."""
        order: list[object] = []
        stack = [site]
        while stack:
            one = stack.pop(0)
            if one not in order:
                order.append(one)
                found = self.store.read(("bases", one))
                stack += [atom.site for atom in found if isinstance(atom, OwnClass)]
        return order

    def member(self, site: object, name: str) -> Value:
        """A field, method or class attribute of a class of this module."""
        for one in self.lineage(site):
            found = self.store.read(("field", one, name)) | self.store.read(("var", one, name))
            if found:
                return found
        return NOTHING

    def rounds(self) -> int:
        """How often the module is followed at most."""
        return _ROUNDS


def _decorators(node: ast.AST) -> list[ast.expr]:
    return list(getattr(node, "decorator_list", []))


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
