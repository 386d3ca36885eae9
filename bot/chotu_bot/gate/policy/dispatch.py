"""What a call returns, and what it hands on to the functions it calls in turn."""

import ast
import re

from chotu_bot.gate.policy import attributes
from chotu_bot.gate.policy.atoms import (
    NOTHING,
    Atom,
    Bound,
    Deferred,
    From,
    Instance,
    Items,
    Made,
    Mapping,
    Named,
    Namespace,
    Own,
    OwnClass,
    Scratch,
    Text,
    Value,
    heads,
    mixed,
    texts,
    union,
)
from chotu_bot.gate.policy.calls import Arguments, CallSite
from chotu_bot.gate.policy.effects import effects_of
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.models import Models
from chotu_bot.gate.policy.scopes import Function, positional

_SAME_TEXT = frozenset(
    [
        "strip",
        "lstrip",
        "rstrip",
        "removeprefix",
        "removesuffix",
        "lower",
        "upper",
        "casefold",
        "title",
        "capitalize",
        "expandtabs",
        "encode",
        "decode",
        "replace",
        "ljust",
        "rjust",
        "center",
        "zfill",
        "translate",
        "swapcase",
    ]
)
_DEPTH = 12
_CHAIN = 2
"""Calls on results of calls that are told apart; later ones count as calls on the same object."""
_ADDS = frozenset({"append", "add", "appendleft", "put", "put_nowait", "push"})
_JOINS = frozenset({"extend", "update", "extendleft", "union", "__iadd__"})


class Dispatch:
    """Calls values."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._store = machine.store
        self._models = Models(machine, self)
        self._depth = 0

    def call(self, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
        """What calling ``callee`` returns."""
        if self._depth > _DEPTH or not self._machine.afford(len(callee)):
            return NOTHING
        self._depth += 1
        try:
            return union([self._one(atom, arguments, node) for atom in callee])
        finally:
            self._depth -= 1

    def _one(self, atom: Atom, arguments: Arguments, node: ast.AST) -> Value:
        match atom:
            case Named(name):
                return self._named(name, arguments, node)
            case Bound(name, subject):
                return self._bound(name, subject, arguments, node)
            case Made(name):
                return self._made(name, arguments, node)
            case Own(site, bound):
                return self._own(site, bound, arguments)
            case OwnClass(site):
                return self._construct(site, arguments, node)
            case Instance():
                callee = attributes.named(self._machine, self, frozenset({atom}), "__call__", node)
                return self.call(callee, arguments, node)
            case Deferred(kind, site):
                return self._models.deferred(kind, site, arguments, node)
            case _:
                return NOTHING

    # Imported and built in

    def _named(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        self._machine.note_call(CallSite(name=name, arguments=arguments, node=node))
        known = self._models.result(name, arguments, node)
        if known is not None:
            return known
        back = self._hand_on(arguments, NOTHING, node)
        inside = [self._store.flat(one) for one in arguments.all]
        self._machine.charge(*inside)
        found = mixed(inside)
        return found | back | frozenset({Made(name)})

    def _bound(self, name: str, subject: Value, arguments: Arguments, node: ast.AST) -> Value:
        self._machine.note_call(
            CallSite(name=name, arguments=arguments, node=node, subject=subject)
        )
        back = self._hand_on(arguments, subject, node)
        known = self._models.method(name, subject, arguments)
        if known is not None:
            return known | back
        owner = name.rpartition("().")[0]
        made: set[Atom] = {Made(name)} if name.count("()") < _CHAIN else set()
        if owner not in attributes.HANDLES:
            made.add(Made(owner))
        return subject | back | made

    def _made(self, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """Something made is called: a decorator factory's decorator, or an unknown object."""
        handed = frozenset(
            atom
            for one in arguments.all
            for atom in one
            if isinstance(atom, Own | OwnClass | Named)
        )
        self._machine.note_call(CallSite(name=f"{name}()", arguments=arguments, node=node))
        back = self._hand_on(arguments, NOTHING, node)
        return handed | back if handed else back | frozenset({Made(name)})

    def _hand_on(self, arguments: Arguments, subject: Value, node: ast.AST) -> Value:
        """Call the functions among the arguments with the rest of them; give their results."""
        near = [self._near(one) for one in arguments.all]
        self._machine.charge(*near)
        callbacks = {atom for value in near for atom in value if _is_callback(atom)}
        if not callbacks:
            return NOTHING
        plain = [frozenset(a for a in value if not isinstance(a, Own | Named)) for value in near]
        given = mixed([*plain, subject])
        made = union(frozenset(a for a in value if isinstance(a, Made)) for value in plain)
        return union(self._callback(atom, given | made, node) for atom in callbacks)

    def _near(self, value: Value) -> Value:
        """A value with the contents of its containers, one level deep."""
        inside = [
            self._store.contents(atom.site) for atom in value if isinstance(atom, Items | Mapping)
        ]
        return union([value, *inside])

    def _callback(self, atom: Atom, given: Value, node: ast.AST) -> Value:
        arguments = Arguments(spread=given)
        match atom:
            case Own() | Deferred():
                return self.call(frozenset({atom}), arguments, node)
            case Named(name):
                call = CallSite(name=name, arguments=arguments, node=node, indirect=True)
                self._machine.note_call(call)
                return NOTHING
            case Bound(name, subject):
                call = CallSite(
                    name=name, arguments=arguments, node=node, subject=subject, indirect=True
                )
                self._machine.note_call(call)
                return NOTHING
            case _:
                return NOTHING

    # Functions and classes of the module

    def _own(self, site: object, bound: bool, arguments: Arguments) -> Value:  # noqa: FBT001
        scope = self._machine.scopes.get(site)  # type: ignore[call-overload]
        if scope is None:
            return NOTHING
        function = scope.node
        places = positional(function)
        if bound:
            places = places[1:]
        self._bind_places(function, places, arguments)
        self._bind_keywords(function, arguments)
        return self._store.read(("returns", site))

    def _bind_places(self, function: Function, places: list[ast.arg], arguments: Arguments) -> None:
        scope = self._machine.scopes[id(function)]
        for index, value in enumerate(arguments.positional):
            if index < len(places):
                self._machine.bind(scope, places[index].arg, value)
            elif function.args.vararg is not None:
                rest = self._store.make_items(("varargs", id(function)), (), value)
                self._machine.bind(scope, function.args.vararg.arg, rest)
        if arguments.spread:
            for place in [*places, *function.args.kwonlyargs]:
                self._machine.bind(scope, place.arg, arguments.spread)
            if function.args.vararg is not None:
                rest = self._store.make_items(("varargs", id(function)), (), arguments.spread)
                self._machine.bind(scope, function.args.vararg.arg, rest)

    def _bind_keywords(self, function: Function, arguments: Arguments) -> None:
        scope = self._machine.scopes[id(function)]
        known = {one.arg for one in [*positional(function), *function.args.kwonlyargs]}
        for name, value in arguments.keywords.items():
            if name in known:
                self._machine.bind(scope, name, value)
            elif function.args.kwarg is not None:
                site = ("kwargs", id(function))
                self._store.set_key(site, name, value)
                self._machine.bind(scope, function.args.kwarg.arg, frozenset({Mapping(site)}))

    def _construct(self, site: object, arguments: Arguments, node: ast.AST) -> Value:
        made = frozenset(Made(name) for name in self._outer(site))
        for name in self._outer(site):
            self._machine.note_call(CallSite(name=name, arguments=arguments, node=node))
        for method in ("__init__", "__new__", "__post_init__"):
            found = self._machine.member(site, method)
            given = arguments if method != "__post_init__" else Arguments()
            bound = frozenset(Own(atom.site, bound=True) for atom in found if isinstance(atom, Own))
            self.call(bound, given, node)
        if not self._machine.member(site, "__init__"):
            self._fill_fields(site, arguments)
        self._metaclass(site, node)
        return frozenset({Instance(site)}) | made

    def _metaclass(self, site: object, node: ast.AST) -> None:
        metaclass = self._store.read(("metaclass", site))
        if metaclass:
            self.call(metaclass, Arguments(), node)

    def _outer(self, site: object) -> list[str]:
        scope = self._machine.scopes.get(site)  # type: ignore[call-overload]
        return self._machine.outer_bases(scope.node) if scope else []

    def _fill_fields(self, site: object, arguments: Arguments) -> None:
        """A dataclass or named tuple: arguments become fields in order."""
        names: list[str] = []
        for one in reversed(self._machine.lineage(site)):
            scope = self._machine.scopes.get(one)  # type: ignore[call-overload]
            names += [
                statement.target.id
                for statement in getattr(scope.node if scope else None, "body", [])
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
            ]
        for name, value in zip(names, arguments.positional, strict=False):
            self._store.add(("field", site, name), value)
        for name, value in arguments.keywords.items():
            self._store.add(("field", site, name), value)
        if arguments.spread:
            for name in names:
                self._store.add(("field", site, name), arguments.spread)

    # Methods of text, data and containers

    def method(self, owner: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
        """What a method of plain text, data or a container returns, and what it changes."""
        found: set[Atom] = set()
        for atom in owner:
            match atom:
                case Text() | From() | Scratch():
                    found |= self._of_text(atom, name, arguments, node)
                case Items() | Mapping():
                    found |= self._of_container(atom, name, arguments, node)
                case Namespace(full):
                    found |= self._of_namespace(full, name, arguments, node)
                case _:
                    continue
        if any(isinstance(atom, Text | From | Scratch | Items | Mapping) for atom in owner):
            found |= self._hand_on(arguments, heads(owner), node)
        return frozenset(found)

    def _of_text(
        self, atom: Text | From | Scratch, name: str, arguments: Arguments, node: ast.AST
    ) -> Value:
        alone: Value = frozenset({atom})
        flat = [self._store.flat(one) for one in arguments.all]
        if not isinstance(atom, Text):
            return alone
        if name in _SAME_TEXT:
            return frozenset({Text(atom.text, whole=False)}) if atom.text else union(flat)
        if name in {"format", "format_map"}:
            return attributes.filled(alone, "{", self._first_field(atom.text, arguments))
        if name == "join":
            return self._joined(arguments)
        if name in {"split", "rsplit", "splitlines"} and atom.whole:
            words = frozenset(Text(word) for word in atom.text.split()[:24])
            return self._store.make_items((id(node), "split"), (), words)
        return NOTHING

    def _first_field(self, template: str, arguments: Arguments) -> Value:
        """What ``str.format`` puts into the first field of a template."""
        field = re.search(r"\{(\w*)", template)
        name = field[1] if field else ""
        if name and not name.isdigit():
            given = arguments.keywords.get(name)
        else:
            given = arguments.get(int(name or 0))
        return self._store.flat(union(arguments.all) if given is None else given)

    def _joined(self, arguments: Arguments) -> Value:
        given = arguments.get(0) or NOTHING
        for atom in given:
            if isinstance(atom, Items) and self._store.length(atom.site):
                return frozenset(
                    Text(one.text, whole=False) if isinstance(one, Text) else one
                    for one in heads(self._store.at(atom.site, 0))
                )
        return mixed([self._store.flat(given)])

    def _of_container(
        self, atom: Items | Mapping, name: str, arguments: Arguments, node: ast.AST
    ) -> Value:
        alone: Value = frozenset({atom})
        if name in _ADDS:
            self._store.put(alone, union(arguments.all))
        elif name in _JOINS:
            self._join_in(atom, arguments)
        elif name == "insert":
            self._store.put(alone, arguments.get(1) or NOTHING)
        elif name in {"get", "pop", "setdefault"} and isinstance(atom, Mapping):
            return self._look_up(atom, name, arguments, node)
        elif name == "items" and isinstance(atom, Mapping):
            return self._pairs(atom, node)
        elif name == "values":
            return self._store.make_items((id(node), "values"), (), self._store.contents(atom.site))
        elif name in {"pop", "popleft", "get", "popitem"}:
            return self._store.contents(atom.site)
        elif name == "copy":
            return alone
        elif name == "keys":
            return self._store.make_items((id(node), "keys"), (), self._store.iterate(alone))
        return alone if name in _JOINS else NOTHING

    def _join_in(self, atom: Items | Mapping, arguments: Arguments) -> None:
        for value in arguments.positional:
            for one in value:
                if isinstance(one, Mapping) and isinstance(atom, Mapping):
                    for key in texts(self._store.keys(one.site)):
                        self._store.set_key(atom.site, key, self._store.under(one.site, key))
            self._store.put(frozenset({atom}), self._store.iterate(value))
        for key, value in arguments.keywords.items():
            if isinstance(atom, Mapping):
                self._store.set_key(atom.site, key, value)

    def _look_up(self, atom: Mapping, name: str, arguments: Arguments, node: ast.AST) -> Value:
        key = arguments.get(0) or NOTHING
        fallback = arguments.get(1) or NOTHING
        if name == "setdefault":
            self._store.put(frozenset({atom}), fallback)
        found = attributes.item(self._machine, self, frozenset({atom}), key, node)
        return found | fallback

    def _pairs(self, atom: Mapping, node: ast.AST) -> Value:
        keys, values = self._store.keys(atom.site), self._store.contents(atom.site)
        pair = self._store.make_items((id(node), "pair"), (keys, values))
        return self._store.make_items((id(node), "pairs"), (), pair)

    def _of_namespace(self, full: str, name: str, arguments: Arguments, node: ast.AST) -> Value:
        if name in {"get", "pop", "__getitem__"}:
            key = arguments.get(0) or NOTHING
            found = attributes.of_namespace(self._machine, full, key, node)
            return found | (arguments.get(1) or NOTHING)
        owner = full or "sys.modules"
        call = CallSite(name=f"{owner}.__dict__.{name}", arguments=arguments, node=node)
        self._machine.note_call(call)
        if name in {"values", "items"} and full != "<this module>":
            self._machine.note_unresolved(owner, node)
        return NOTHING


def _is_callback(atom: Atom) -> bool:
    """Whether handing this to another call matters."""
    match atom:
        case Named(name) | Bound(name, _):
            return bool(effects_of(name))
        case Own() | Deferred():
            return True
        case _:
            return False
