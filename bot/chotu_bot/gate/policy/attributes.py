"""What an attribute or an item of a value may stand for."""

import ast
from typing import Protocol

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
    Scratch,
    Text,
    Value,
    heads,
    joined,
    makers,
    only_texts,
    texts,
)
from chotu_bot.gate.policy.calls import Arguments, CallSite
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.naming import canonical

HANDLES = frozenset(
    {
        "builtins.open",
        "codecs.open",
        "gzip.open",
        "bz2.open",
        "lzma.open",
        "io.BytesIO",
        "io.StringIO",
        "io.TextIOWrapper",
        "io.BufferedReader",
        "io.BufferedWriter",
        "os.fdopen",
        "tempfile.TemporaryFile",
        "tempfile.SpooledTemporaryFile",
        "zipfile.ZipFile().open",
        "tarfile.TarFile().extractfile",
        "urllib.request.urlopen",
        "http.client.HTTPSConnection().getresponse",
        "http.client.HTTPConnection().getresponse",
    }
)
"""What is read from or written to, so that its methods give content and no path."""
_HEADS = 8
"""Beginnings that are kept of the object of a method."""
PURE = frozenset(
    {
        "math",
        "cmath",
        "statistics",
        "hashlib",
        "string",
        "datetime",
        "operator",
        "calendar",
        "decimal",
        "fractions",
        "itertools",
        "textwrap",
        "unicodedata",
        "colorsys",
        "zlib",
        "binascii",
        "base64",
        "builtins.str",
        "builtins.int",
        "builtins.float",
        "builtins.list",
        "builtins.dict",
        "builtins.set",
        "builtins.bytes",
        "builtins.bool",
        "builtins.complex",
        "datetime.datetime",
        "datetime.date",
        "decimal.Decimal",
    }
)
"""Where a looked-up name can do no harm worth a refusal."""


class Caller(Protocol):
    """What attributes need of the calls: properties and item methods call functions."""

    def call(self, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
        """What calling ``callee`` returns."""
        ...


def read(machine: Machine, caller: Caller, owner: Value, node: ast.Attribute) -> Value:
    """What ``owner.<attr>`` may stand for."""
    return named(machine, caller, owner, node.attr, node)


def named(machine: Machine, caller: Caller, owner: Value, name: str, node: ast.AST) -> Value:
    """The attribute called ``name`` of ``owner``."""
    found: set[Atom] = set()
    for atom in owner:
        match atom:
            case Named(full):
                found.add(_of_named(full, name))
            case Made(full):
                found.add(Bound(f"{full}().{name}", _subject(owner)))
                if full not in HANDLES:
                    found.add(atom)
            case Instance() | OwnClass():
                found |= _member(machine, caller, atom, name, node)
            case Items() | Mapping() | Namespace():
                continue
            case From() | Scratch():
                found.add(atom)
            case _:
                continue
    return frozenset(found)


def _subject(owner: Value) -> Value:
    known = heads(owner)
    if len(known) <= _HEADS:
        return known
    return frozenset(atom for atom in known if not isinstance(atom, Text))


def _of_named(full: str, name: str) -> Atom:
    if name == "__dict__":
        return Namespace(full)
    if full == "sys" and name == "modules":
        return Namespace("")
    return Named(canonical(f"{full}.{name}"))


def _member(
    machine: Machine, caller: Caller, atom: Instance | OwnClass, name: str, node: ast.AST
) -> Value:
    site, instance = atom.site, isinstance(atom, Instance)
    found: set[Atom] = set()
    if name == "__class__":
        return frozenset({OwnClass(site)})
    for one in machine.member(site, name):
        if isinstance(one, Own) and one.site in machine.properties:
            found |= caller.call(frozenset({Own(one.site, bound=True)}), Arguments(), node)
        elif isinstance(one, Own):
            found.add(Own(one.site, bound=instance))
        else:
            found.add(one)
    return frozenset(found)


def item(machine: Machine, caller: Caller, owner: Value, key: Value, node: ast.AST) -> Value:
    """What ``owner[key]`` may stand for."""
    found: set[Atom] = set()
    for atom in owner:
        match atom:
            case Items(site):
                found |= _of_sequence(machine, site, key)
            case Mapping(site):
                found |= _of_mapping(machine, site, key)
            case Namespace(full):
                found |= of_namespace(machine, full, key, node)
            case Named(full):
                found |= _of_named_item(machine, full, key, node)
            case Instance(site) | OwnClass(site):
                method = "__getitem__" if isinstance(atom, Instance) else "__class_getitem__"
                callee = named(machine, caller, frozenset({atom}), method, node)
                found |= caller.call(callee, Arguments(positional=(key,)), node)
            case Text() | Number() | Own() | Bound():
                continue
            case _:
                found.add(atom)
    return frozenset(found)


def _of_sequence(machine: Machine, site: object, key: Value) -> Value:
    places = [atom.value for atom in key if isinstance(atom, Number)]
    if places and len(places) == len(key):
        return NOTHING.union(*(machine.store.at(site, place) for place in places))
    return machine.store.contents(site)


def _of_mapping(machine: Machine, site: object, key: Value) -> Value:
    if only_texts(key):
        return NOTHING.union(*(machine.store.under(site, text) for text in texts(key)))
    return machine.store.contents(site)


def of_namespace(machine: Machine, owner: str, key: Value, node: ast.AST) -> Value:
    """What a module's or class's dictionary holds under ``key``."""
    if not only_texts(key):
        machine.note_unresolved(owner or "sys.modules", node)
        return NOTHING
    if owner == "<this module>":
        return NOTHING.union(*(_of_this_module(machine, text) for text in texts(key)))
    found = [canonical(f"{owner}.{text}" if owner else text) for text in texts(key)]
    for one in found:
        machine.note_reference(one, node)
    return frozenset(Named(one) for one in found)


def _of_this_module(machine: Machine, name: str) -> Value:
    if name == "__builtins__":
        return frozenset({Named("builtins"), Namespace("builtins")})
    return machine.read(machine.module, name) or NOTHING


def _of_named_item(machine: Machine, full: str, key: Value, node: ast.AST) -> Value:
    if full == "builtins":
        return of_namespace(machine, full, key, node)
    arguments = Arguments(positional=(key,))
    machine.note_call(CallSite(name=f"{full}.__getitem__", arguments=arguments, node=node))
    return frozenset({Named(full)}) if full.rpartition(".")[2][:1].isupper() else NOTHING


def lookup(machine: Machine, caller: Caller, owner: Value, key: Value, node: ast.AST) -> Value:
    """What ``getattr(owner, key)`` may stand for."""
    if only_texts(key):
        found = [named(machine, caller, owner, text, node) for text in texts(key)]
        for value in found:
            for atom in value:
                if isinstance(atom, Named):
                    machine.note_reference(atom.name, node)
        return NOTHING.union(*found)
    for atom in owner:
        if isinstance(atom, Named):
            machine.note_unresolved(atom.name, node)
    return frozenset(atom for atom in owner if isinstance(atom, From | Made))


def path_join(left: Value, right: Value) -> Value:
    """The path ``left / right``."""
    made: set[Atom] = {Made(name) for name in makers(left) | makers(right)}
    starts = heads(left)
    if not starts:
        return frozenset(made) | (heads(right) if makers(right) else NOTHING) | left
    ended = frozenset(
        Text(atom.text.rstrip("/") + "/") if isinstance(atom, Text) and atom.whole else atom
        for atom in starts
    )
    absolute = {
        atom for atom in heads(right) if isinstance(atom, Text) and atom.text.startswith("/")
    }
    return joined(ended, right) | made | absolute


def filled(template: Value, mark: str, first: Value) -> Value:
    """A template whose placeholders start with ``mark``, ``first`` put into the first of them."""
    found: set[Atom] = set()
    for atom in template:
        if not isinstance(atom, Text):
            found.add(atom)
            continue
        start, seen, _ = atom.text.partition(mark)
        if not seen:
            found.add(atom)
        elif start:
            found.add(Text(start, whole=False))
        else:
            found |= heads(first)
    return frozenset(found)
