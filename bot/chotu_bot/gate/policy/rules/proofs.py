"""Whether tests prove anything: which asserts can fail, and on what."""

import ast
from collections.abc import Iterator
from typing import TypeAlias

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import names
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import called_name

_Test: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_SWALLOWS = _BROAD | {"builtins.AssertionError"}
_STRONG, _WEAK, _NONE = 2, 1, 0


def unproven(program: Program) -> Iterator[tuple[int, str, Level | None]]:
    """Lines of tests that prove nothing, and of the file when all of it proves nothing."""
    tests = list(tests_of(program.tree))
    if not tests:
        yield 0, "there is no test", None
        return
    judge = _Judge(program)
    strengths = {id(test): judge.strength(test.body, frozenset()) for test in tests}
    proven = max(strengths.values()) == _STRONG
    for test in tests:
        if strengths[id(test)] == _NONE:
            level = Level.WARNING if proven else None
            yield test.lineno, f"{test.name} asserts nothing that can fail", level
    if not proven:
        yield tests[0].lineno, "no test compares a result with a value", None
    if not _calls_the_tool(program):
        yield tests[0].lineno, "no test calls the tool", None


def _calls_the_tool(program: Program) -> bool:
    """Whether anything of the tool is called, or handed to something that calls it."""
    return any(
        call.name.startswith("tool.")
        or any(name.startswith("tool.") for value in call.arguments.all for name in names(value))
        for call in program.calls
    )


def tests_of(tree: ast.Module) -> Iterator[_Test]:
    """The functions that pytest would collect."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test"):
                yield node
        elif isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or node.bases):
            for inner in node.body:
                if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    continue
                if inner.name.startswith("test"):
                    yield inner


class _Judge:
    """Weighs the asserts of a test, its helpers included."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._helpers = {
            node.name: node
            for node in ast.walk(program.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def strength(self, body: list[ast.stmt], seen: frozenset[str]) -> int:
        """How much a block proves: 2 a comparison, 1 something weaker, 0 nothing."""
        return max((self._statement(node, seen) for node in body), default=_NONE)

    def _statement(self, node: ast.stmt, seen: frozenset[str]) -> int:
        match node:
            case ast.Assert(test=test):
                return max(self._condition(test), self._calls(node, seen) and _WEAK)
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
                raised = max((self._raises(one.context_expr) for one in items), default=_NONE)
                return max(raised, self.strength(body, seen))
            case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=final):
                inside = self._attempt([*body, *other], body, handlers, seen)
                return max(inside, self.strength([*other, *final], seen))
            case ast.If(body=body, orelse=other):
                either = [self.strength(body, seen), self.strength(other, seen)]
                return min(either) if other else min(either[0], _WEAK) and _NONE
            case ast.For(body=body, orelse=other) | ast.While(body=body, orelse=other):
                return self.strength([*self._open(body), *other], seen)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                decorated = any("given" in ast.dump(one) for one in node.decorator_list)
                return self.strength(node.body, seen) if decorated else _NONE
            case ast.Raise():
                return _NONE
            case _:
                return self._calls(node, seen)

    def _attempt(
        self,
        complaining: list[ast.stmt],
        body: list[ast.stmt],
        handlers: list[ast.ExceptHandler],
        seen: frozenset[str],
    ) -> int:
        """What a ``try`` proves: its body, or that an error is raised and looked at."""
        if self._swallows(handlers):
            return _NONE
        if self._fails(complaining):
            return _STRONG
        caught = max((self.strength(one.body, seen) for one in handlers), default=_NONE)
        return max(self.strength(body, seen), min(caught, _WEAK))

    def _open(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """A loop's body, with the branches in it: some round takes each of them."""
        found: list[ast.stmt] = []
        for node in body:
            if isinstance(node, ast.If):
                found += self._open([*node.body, *node.orelse])
            else:
                found.append(node)
        return found

    def _fails(self, body: list[ast.stmt]) -> bool:
        """Whether a ``try`` complains when nothing is raised."""
        return any(
            isinstance(one, ast.Raise)
            or getattr(one, "attr", "") == "fail"
            or (isinstance(one, ast.Assert) and getattr(one.test, "value", True) is False)
            for node in body
            for one in ast.walk(node)
        )

    def _condition(self, test: ast.expr) -> int:  # noqa: C901 - one arm per kind of condition
        match test:
            case ast.Constant():
                return _NONE
            case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]) if ast.dump(
                left
            ) == ast.dump(right):
                return _NONE
            case ast.Compare(ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
                return _WEAK
            case ast.Compare(left=left, comparators=right):
                constant = all(isinstance(n, ast.Constant | ast.BinOp) for n in [left, *right])
                return _WEAK if constant and not _has_call(test) else _STRONG
            case ast.BoolOp(op=ast.Or(), values=values):
                return min(self._condition(one) for one in values)
            case ast.BoolOp(values=values):
                return max(self._condition(one) for one in values)
            case ast.UnaryOp(operand=inner):
                return max(self._condition(inner), _NONE if _is_empty(inner) else _WEAK)
            case ast.Call(func=ast.Name(id="isinstance" | "callable" | "hasattr" | "bool")):
                return _WEAK
            case ast.Call():
                return _STRONG
            case ast.NamedExpr(value=inner):
                return self._condition(inner)
            case _:
                return _WEAK

    def _raises(self, context: ast.expr) -> int:
        if not isinstance(context, ast.Call) or not context.args:
            return _NONE
        named = " ".join(self._program.names(context.func)) or ast.unparse(context.func)
        if not named.endswith(
            ("raises", "assertRaises", "assertRaisesRegex", "warns", "assertLogs")
        ):
            return _NONE
        wanted = context.args[0]
        kinds = set(self._program.names(wanted))
        return _NONE if kinds & _BROAD and len(context.args + context.keywords) == 1 else _STRONG

    def _swallows(self, handlers: list[ast.ExceptHandler]) -> bool:
        for handler in handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            broad = any(one is None or set(self._program.names(one)) & _SWALLOWS for one in kinds)
            raises = any(
                isinstance(one, ast.Raise) for part in handler.body for one in ast.walk(part)
            )
            if broad and not raises:
                return True
        return False

    def _calls(self, node: ast.AST, seen: frozenset[str]) -> int:
        """What a statement proves by calling: unittest's asserts, and the module's helpers."""
        best = _NONE
        for one in ast.walk(node):
            if not isinstance(one, ast.Call):
                continue
            name = called_name(one)
            if name.startswith("assert") and name not in self._helpers:
                weak = name in {"assertIsNotNone", "assertIsInstance", "assert_called"}
                best = max(best, _WEAK if weak else _STRONG)
            elif name == "raises":
                best = max(best, self._raises(one))
            elif name in self._helpers and name not in seen:
                best = max(best, self.strength(self._helpers[name].body, seen | {name}))
        return best


def _has_call(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Call) for one in ast.walk(node))


def _is_empty(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant)
