"""A module that has been followed: what it calls, mentions and cannot be seen through."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from chotu_bot.domain.syntax import module_of
from chotu_bot.gate.policy.atoms import NOTHING, Value, names
from chotu_bot.gate.policy.calls import CallSite, Reference, Unresolved
from chotu_bot.gate.policy.machine import Machine
from chotu_bot.gate.policy.statements import Statements
from chotu_bot.gate.policy.store import Store


@dataclass(frozen=True, kw_only=True)
class Program:
    """What the rules and the permission inference look at."""

    source: str
    tree: ast.Module
    entry: str
    """The tool's public function; empty where it is not known."""
    calls: tuple[CallSite, ...]
    references: tuple[Reference, ...]
    unresolved: tuple[Unresolved, ...]
    values: Mapping[int, Value]
    store: Store
    tangled: bool
    """Whether the module was too tangled to be followed to the end."""
    defined: frozenset[str]
    """Names that the module itself binds at top level by def, class or assignment."""

    def value(self, node: ast.AST) -> Value:
        """What an expression may stand for."""
        return self.values.get(id(node), NOTHING)

    def flat(self, node: ast.AST) -> Value:
        """The same, with the contents of containers."""
        return self.store.flat(self.value(node))

    def names(self, node: ast.AST) -> tuple[str, ...]:
        """The full names that an expression may stand for."""
        return names(self.value(node))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, parents before children."""
        return tuple(ast.walk(self.tree))

    def find(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of the given kinds."""
        return (node for node in self.nodes if isinstance(node, kinds))

    @cached_property
    def parents(self) -> Mapping[int, ast.AST]:
        """The parent of each node, by identity."""
        return {id(child): node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """All that a node stands in, innermost first."""
        current = self.parents.get(id(node))
        while current is not None:
            yield current
            current = self.parents.get(id(current))

    def assigned(self, name: str) -> list[ast.expr]:
        """What is assigned to variables of that name, anywhere in the module."""
        return [
            node.value
            for node in self.nodes
            if isinstance(node, ast.Assign)
            and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
        ]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The source, line by line."""
        return tuple(self.source.split("\n"))


def analyse(
    source: str,
    tree: ast.Module | None = None,
    *,
    entry: str = "",
    fixtures: Mapping[str, Value] | None = None,
) -> Program:
    """Follow a module.

    Args:
        source: its text.
        tree: its syntax tree, where it was parsed already.
        entry: the tool's public function, whose parameters the caller fills.
        fixtures: what parameters of certain names stand for, in tests.

    Raises:
        SyntaxError: when the source is not Python.
    """
    module = module_of(source) if tree is None else tree
    machine = Machine(module, entry, fixtures or {})
    Statements(machine).follow()
    return Program(
        source=source,
        tree=module,
        entry=entry,
        calls=_distinct(machine.calls),
        references=tuple(machine.references),
        unresolved=tuple(machine.unresolved),
        values=machine.values,
        store=machine.store,
        tangled=machine.exhausted,
        defined=frozenset(machine.module.bound),
    )


def _distinct(calls: list[CallSite]) -> tuple[CallSite, ...]:
    """Calls without repeats, in order of the source."""
    seen: dict[tuple[object, ...], CallSite] = {}
    for call in calls:
        arguments = call.arguments
        key = (
            call.name,
            id(call.node),
            call.subject,
            arguments.positional,
            tuple(sorted(arguments.keywords.items())),
            arguments.spread,
        )
        seen.setdefault(key, call)
    return tuple(sorted(seen.values(), key=lambda call: call.line))
