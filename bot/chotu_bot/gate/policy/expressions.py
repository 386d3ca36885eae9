"""What an expression may stand for."""

import ast
import builtins
from collections.abc import Callable

from chotu_bot.gate.policy import attributes
from chotu_bot.gate.policy.atoms import (
    NOTHING,
    Atom,
    Bound,
    From,
    Instance,
    Items,
    Made,
    Mapping,
    Named,
    Namespace,
    Number,
    Own,
    OwnClass,
    Site,
    Text,
    Value,
    heads,
    joined,
    texts,
    union,
)
from chotu_bot.gate.policy.calls import Arguments, CallSite
from chotu_bot.gate.policy.dispatch import Dispatch
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.scopes import Scope

_TEXT_LIMIT = 400


class Expressions:
    """Evaluates expressions in a scope; every node once per round."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._store = machine.store
        self._dispatch = Dispatch(machine)
        self._readers: dict[type[ast.expr], Callable[..., Value]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.IfExp: self._conditional,
            ast.JoinedStr: self._formatted,
            ast.FormattedValue: self._part,
            ast.List: self._sequence,
            ast.Tuple: self._sequence,
            ast.Set: self._sequence,
            ast.Dict: self._dictionary,
            ast.Subscript: self._subscript,
            ast.Lambda: self._lambda,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.DictComp: self._dict_comprehension,
            ast.NamedExpr: self._walrus,
            ast.Await: self._awaited,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield_from,
            ast.Starred: self._starred,
            ast.UnaryOp: self._unary,
            ast.Slice: self._slice,
        }

    def value(self, node: ast.expr | None, scope: Scope) -> Value:
        """What ``node`` may stand for."""
        if node is None:
            return NOTHING
        read = self._readers.get(type(node), self._other)
        value = read(node, scope)
        if self._machine.recording:
            self._machine.values[id(node)] = value
        return value

    def call(self, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
        """What calling ``callee`` returns."""
        return self._dispatch.call(callee, arguments, node)

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind ``value`` to a target of an assignment, a loop, a ``with`` or a walrus."""
        match target:
            case ast.Name(id=name):
                self._machine.bind(scope, name, value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for index, one in enumerate(targets):
                    self.assign(one, self._unpacked(value, index, targets), scope)
            case ast.Starred(value=inner):
                rest = self._store.iterate(value)
                self.assign(inner, self._store.make_items(id(target), (), rest), scope)
            case ast.Attribute(value=owner, attr=name):
                self._set_field(self.value(owner, scope), name, value)
            case ast.Subscript(value=owner, slice=key):
                self._set_item(self.value(owner, scope), self.value(key, scope), value)
            case _:
                self.value(target, scope)

    def _unpacked(self, value: Value, index: int, targets: list[ast.expr]) -> Value:
        starred = [place for place, one in enumerate(targets) if isinstance(one, ast.Starred)]
        if starred and index == starred[0]:
            return value
        place = index - len(targets) if starred and index > starred[0] else index
        return self._element(value, place)

    def _element(self, value: Value, index: int) -> Value:
        found: set[Atom] = set()
        for atom in value:
            match atom:
                case Items(site):
                    found |= self._store.at(site, index)
                case Mapping(site):
                    found |= self._store.keys(site)
                case Number() | Text():
                    continue
                case _:
                    found.add(atom)
        return frozenset(found)

    def _set_field(self, owner: Value, name: str, value: Value) -> None:
        for atom in owner:
            if isinstance(atom, Instance | OwnClass):
                self._store.add(("field", atom.site, name), value)

    def _set_item(self, owner: Value, key: Value, value: Value) -> None:
        for atom in owner:
            if isinstance(atom, Mapping) and texts(key):
                for text in texts(key):
                    self._store.set_key(atom.site, text, value)
            elif isinstance(atom, Mapping | Items):
                self._store.add(("rest", atom.site), value)
                if isinstance(atom, Mapping):
                    self._store.add(("keys", atom.site), heads(key))
            elif isinstance(atom, Named):
                self._note_item(atom.name, (key, value), "__setitem__")
            elif isinstance(atom, Namespace):
                self._note_item(atom.owner or "sys.modules", (key, value), "__setitem__")

    def _note_item(self, name: str, given: tuple[Value, ...], method: str) -> None:
        node = self._at
        arguments = Arguments(positional=given)
        self._machine.note_call(CallSite(name=f"{name}.{method}", arguments=arguments, node=node))

    _at: ast.AST = ast.Module(body=[], type_ignores=[])

    def at(self, node: ast.AST) -> None:
        """Say which statement is being followed, for calls that have no node of their own."""
        self._at = node

    # Leaves

    def _constant(self, node: ast.Constant, _: Scope) -> Value:
        match node.value:
            case str(text):
                return frozenset({Text(text[:_TEXT_LIMIT], len(text) <= _TEXT_LIMIT)})
            case bytes(raw):
                return frozenset({Text(raw[:_TEXT_LIMIT].decode("latin-1"))})
            case bool():
                return NOTHING
            case int(number) if abs(number) < 1 << 32:
                return frozenset({Number(number)})
            case _:
                return NOTHING

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        known = self._machine.read(scope, node.id)
        value = self._global(node.id) if known is None else known
        for atom in value:
            if isinstance(atom, Named):
                self._machine.note_reference(atom.name, node)
        return value

    def _global(self, name: str) -> Value:
        if name == "__file__":
            return frozenset({Text("<this file>")})
        if name == "__builtins__":
            return frozenset({Named("builtins"), Namespace("builtins")})
        if hasattr(builtins, name) or name in {"__loader__", "__spec__"}:
            return frozenset({Named(f"builtins.{name}")})
        return frozenset(Named(f"{module}.{name}") for module in self._machine.starred)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        value = attributes.read(self._machine, self._dispatch, self.value(node.value, scope), node)
        for atom in value:
            if isinstance(atom, Named):
                self._machine.note_reference(atom.name, node)
        return value

    def attribute(self, owner: Value, name: str, node: ast.AST) -> Value:
        """What a class pattern takes out of ``owner`` as its attribute ``name``."""
        value = attributes.named(self._machine, self._dispatch, owner, name, node)
        self._note_named(value, node)
        return value

    # Calls

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        arguments = self._arguments(node, scope)
        if isinstance(node.func, ast.Attribute):
            owner = self.value(node.func.value, scope)
            callee = attributes.read(self._machine, self._dispatch, owner, node.func)
            self._note_named(callee, node.func)
            if self._machine.recording:
                self._machine.values[id(node.func)] = callee
            plain = self._dispatch.method(owner, node.func.attr, arguments, node)
            if any(isinstance(atom, Bound) for atom in callee):
                callee = frozenset(atom for atom in callee if not isinstance(atom, Made))
            return plain | self._dispatch.call(callee, arguments, node)
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
            return self._super(scope)
        return self._dispatch.call(self.value(node.func, scope), arguments, node)

    def _note_named(self, value: Value, node: ast.AST) -> None:
        for atom in value:
            if isinstance(atom, Named):
                self._machine.note_reference(atom.name, node)

    def _super(self, scope: Scope) -> Value:
        while scope.owner is None and scope.parent is not None:
            scope = scope.parent
        if scope.owner is None:
            return NOTHING
        owner = scope.owner.node
        made: set[Atom] = {Made(name) for name in self._machine.outer_bases(owner)}
        inside = {
            Instance(atom.site) for atom in self._machine.bases(owner) if isinstance(atom, OwnClass)
        }
        return frozenset(made | inside)

    def _arguments(self, node: ast.Call, scope: Scope) -> Arguments:
        positional: list[Value] = []
        spread: list[Value] = []
        for one in node.args:
            if isinstance(one, ast.Starred):
                spread.append(self._store.iterate(self.value(one.value, scope)))
            else:
                positional.append(self.value(one, scope))
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is None:
                spread.append(self._unpacked_keywords(value, keywords))
            else:
                keywords[keyword.arg] = value
        return Arguments(positional=tuple(positional), keywords=keywords, spread=union(spread))

    def _unpacked_keywords(self, value: Value, keywords: dict[str, Value]) -> Value:
        for atom in value:
            if isinstance(atom, Mapping):
                for key in texts(self._store.keys(atom.site)):
                    keywords.setdefault(key, self._store.under(atom.site, key))
        return union(
            self._store.contents(atom.site) for atom in value if isinstance(atom, Mapping)
        ) | frozenset(atom for atom in value if isinstance(atom, From))

    # Operators

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        match node.op:
            case ast.Add():
                kept = (atom for atom in right if not isinstance(atom, Items | Text | From))
                others = left - heads(left)
                extra = others if any(isinstance(one, Items) for one in left) else others | {*kept}
                return joined(left, right) | (extra or right - heads(right))
            case ast.Div():
                return attributes.path_join(left, right)
            case ast.Mod() if any(isinstance(atom, Text) for atom in left):
                return attributes.filled(left, "%", self._store.flat(self._element(right, 0)))
            case ast.Mult() if any(isinstance(atom, Items) for atom in left):
                return left
            case _:
                return left | right

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.USub):
            return frozenset(Number(-atom.value) for atom in value if isinstance(atom, Number))
        return NOTHING

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Value:
        return union(self.value(one, scope) for one in node.values)

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Value:
        self.value(node.test, scope)
        return self.value(node.body, scope) | self.value(node.orelse, scope)

    def _formatted(self, node: ast.JoinedStr, scope: Scope) -> Value:
        parts = [self.value(part, scope) for part in node.values]
        text: Value = frozenset({Text("")})
        for part in parts:
            text = joined(text, part)
        return text if node.values else frozenset({Text("")})

    def _part(self, node: ast.FormattedValue, scope: Scope) -> Value:
        self.value(node.format_spec, scope)
        return heads(self._store.flat(self.value(node.value, scope)))

    # Containers

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
        places: list[Value] = []
        rest: list[Value] = []
        for index, one in enumerate(node.elts):
            inner = one.value if isinstance(one, ast.Starred) else one
            value = self.value(inner, scope)
            if isinstance(one, ast.Starred):
                rest.append(self._store.iterate(value))
                if index == 0:
                    places.append(self._element(value, 0))
            elif rest:
                rest.append(value)
            else:
                places.append(value)
        return self._store.make_items(id(node), tuple(places), union(rest))

    def _dictionary(self, node: ast.Dict, scope: Scope) -> Value:
        mapping = self._store.make_mapping(id(node), NOTHING, NOTHING)
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.value(item, scope)
            if key is None:
                self._merge(id(node), value)
                continue
            found = self.value(key, scope)
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self._store.set_key(id(node), key.value, value)
            else:
                self._store.make_mapping(id(node), found, value)
        return mapping

    def _merge(self, site: Site, value: Value) -> None:
        for atom in value:
            if isinstance(atom, Mapping):
                for key in texts(self._store.keys(atom.site)):
                    self._store.set_key(site, key, self._store.under(atom.site, key))
                rest = self._store.read(("rest", atom.site))
                self._store.make_mapping(site, self._store.keys(atom.site), rest)
            elif isinstance(atom, From):
                self._store.make_mapping(site, NOTHING, frozenset({atom}))

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        owner, key = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(node.slice, ast.Slice):
            return owner
        return attributes.item(self._machine, self._dispatch, owner, key, node)

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        for one in (node.lower, node.upper, node.step):
            self.value(one, scope)
        return NOTHING

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope
    ) -> Value:
        self._generators(node.generators, scope)
        return self._store.make_items(id(node), (), self.value(node.elt, scope))

    def _dict_comprehension(self, node: ast.DictComp, scope: Scope) -> Value:
        self._generators(node.generators, scope)
        keys, values = self.value(node.key, scope), self.value(node.value, scope)
        return self._store.make_mapping(id(node), keys, values)

    def _generators(self, generators: list[ast.comprehension], scope: Scope) -> None:
        for one in generators:
            self.assign(one.target, self._store.iterate(self.value(one.iter, scope)), scope)
            for condition in one.ifs:
                self.value(condition, scope)

    # The rest

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        self.defaults(node, scope)
        inner = self._machine.scopes[id(node)]
        self._store.add(("returns", id(node)), self.value(node.body, inner))
        return frozenset({Own(id(node))})

    def defaults(
        self, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope
    ) -> None:
        """Let parameters hold their defaults."""
        inner = self._machine.scopes[id(node)]
        spec = node.args
        places = [*spec.posonlyargs, *spec.args]
        pairs = [
            *zip(places[len(places) - len(spec.defaults) :], spec.defaults, strict=True),
            *zip(spec.kwonlyargs, spec.kw_defaults, strict=True),
        ]
        for argument, default in pairs:
            value = self.value(default, scope)
            if not self._machine.is_entry(inner):
                self._machine.bind(inner, argument.arg, value)

    def _walrus(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def _awaited(self, node: ast.Await, scope: Scope) -> Value:
        return self.value(node.value, scope)

    def _yield(self, node: ast.Yield, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        self._yields(scope, value)
        return NOTHING

    def _yield_from(self, node: ast.YieldFrom, scope: Scope) -> Value:
        self._yields(scope, self._store.iterate(self.value(node.value, scope)))
        return NOTHING

    def _yields(self, scope: Scope, value: Value) -> None:
        site = id(scope.node)
        made = self._store.make_items(("yield", site), (), value)
        self._store.add(("returns", site), made)

    def _starred(self, node: ast.Starred, scope: Scope) -> Value:
        return self._store.iterate(self.value(node.value, scope))

    def _other(self, node: ast.expr, scope: Scope) -> Value:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, scope)
        return NOTHING
