"""What a rule is, and the few ways in which most rules look at a module."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.gate.policy.calls import CallSite, Reference
from chotu_bot.gate.policy.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place where a rule is broken."""

    line: int
    what: str
    """What stands there, as it reads in a message."""
    level: Level | None = None
    """A level other than the rule's own."""


_SCRIPTS = frozenset({"main", "cli", "usage", "test", "testall", "demo"})
Visitor: TypeAlias = Callable[[Program], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that generated code may not do, or should not."""

    id: str
    """``<check>/<name>``."""
    reason: str
    """Why, in one sentence."""
    instead: str
    """What to do."""
    example: str
    """The shortest code that breaks it."""
    level: Level
    visit: Visitor

    def findings(self, program: Program, file: str) -> Iterator[Finding]:
        """Every place of ``program`` where the rule is broken, one finding a line."""
        seen: set[int] = set()
        for hit in sorted(self.visit(program), key=lambda hit: hit.line):
            if hit.line in seen:
                continue
            seen.add(hit.line)
            yield Finding(
                rule=self.id,
                message=f"{hit.what}: {self.instead}",
                level=hit.level or self.level,
                file=file,
                line=hit.line,
            )


def is_listed(name: str, listed: Iterable[str]) -> bool:
    """Whether ``name`` is listed; an entry that ends in a dot stands for all below it."""
    return any(
        name == one or (one.endswith(".") and (name.startswith(one) or name == one[:-1]))
        for one in listed
    )


def mentions(program: Program, listed: Iterable[str]) -> Iterator[Reference]:
    """Every mention of what is listed, called or not."""
    wanted = tuple(listed)
    return (one for one in program.references if one.direct and is_listed(one.name, wanted))


def calls(program: Program, listed: Iterable[str]) -> Iterator[CallSite]:
    """Every call of what is listed."""
    wanted = tuple(listed)
    return (one for one in program.calls if is_listed(one.name, wanted))


def mentioned(listed: Iterable[str], but: Iterable[str] = ()) -> Visitor:
    """A visitor that objects to any mention of what is listed."""
    wanted, excepted = tuple(listed), tuple(but)

    def visit(program: Program) -> Iterator[Hit]:
        for one in mentions(program, wanted):
            if not is_listed(one.name, excepted):
                yield Hit(line=one.line, what=one.name)

    return visit


def called(listed: Iterable[str]) -> Visitor:
    """A visitor that objects to any call of what is listed."""
    wanted = tuple(listed)

    def visit(program: Program) -> Iterator[Hit]:
        for one in calls(program, wanted):
            yield Hit(line=one.line, what=one.name)

    return visit


def called_name(node: ast.AST) -> str:
    """The last part of what a call calls: ``join`` of ``os.path.join(a, b)``; else nothing."""
    function = getattr(node, "func", None)
    return str(getattr(function, "attr", getattr(function, "id", "")))


def keyword(call: CallSite, name: str) -> ast.expr | None:
    """What a call is given under a keyword, as it is written."""
    if not isinstance(call.node, ast.Call):
        return None
    return next((one.value for one in call.node.keywords if one.arg == name), None)


def is_false(node: ast.expr | None) -> bool:
    """Whether an option is switched off: by False, None, or in a dictionary of options."""
    match node:
        case ast.Dict(keys=keys, values=values):
            return any(
                isinstance(key, ast.Constant)
                and key.value == "verify_signature"
                and is_false(value)
                for key, value in zip(keys, values, strict=True)
            )
        case ast.Constant(value=value):
            return value in {False, None}
        case _:
            return False


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def in_script(program: Program, node: ast.AST) -> bool:
    """Whether a node stands in a function for the command line, beside the tool itself."""
    for one in (node, *program.above(node)):
        name = getattr(one, "name", None) if _is_function(one) else None
        if name and name.strip("_") in _SCRIPTS and name != program.entry:
            return True
    return False


def mild_in_scripts(visitor: Visitor) -> Visitor:
    """A visitor whose hits are warnings in functions for the command line."""

    def visit(program: Program) -> Iterator[Hit]:
        lines = {getattr(node, "lineno", 0) for node in program.nodes if in_script(program, node)}
        for hit in visitor(program):
            mild = Level.WARNING if hit.line in lines else hit.level
            yield Hit(line=hit.line, what=hit.what, level=mild)

    return visit


def both(*visitors: Visitor) -> Visitor:
    """A visitor that objects to whatever any of ``visitors`` objects to."""

    def visit(program: Program) -> Iterator[Hit]:
        for one in visitors:
            yield from one(program)

    return visit
