"""Mutants: small changes to a tool that good tests notice.

Each is an edit of the source text at the place of a syntax tree node, so that a survivor can be
shown as the line it changes. The operators are those of the mutation testing literature:
relational, arithmetic, logical, constant, statement deletion, return value, and a few pairs of
calls that are easily confused.
"""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from chotu_bot.domain.syntax import module_of
from chotu_bot.domain.toolfile import is_main_block

_COMPARE: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.Pow: "*",
    ast.LShift: ">>",
    ast.RShift: "<<",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.BitXor: "&",
}
_CALLS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "startswith": "endswith",
    "endswith": "startswith",
    "lower": "upper",
    "upper": "lower",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "split": "rsplit",
    "floor": "ceil",
    "ceil": "floor",
    "sorted": "list",
}
_NOT_BEHAVIOUR = frozenset({"annotation", "returns", "decorator_list", "type_params"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One changed tool."""

    source: bytes
    line: int
    before: str
    """The line as it is, stripped."""
    after: str
    """The line as the mutant has it, stripped."""
    operator: str


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str
    operator: str


def mutants(source: bytes, limit: int) -> tuple[Mutant, ...]:
    """At most ``limit`` mutants, always the same ones for the same source.

    Where there are more, functions take turns, and inside a function the choice is spread over
    its lines by a hash of the edit, so that no operator and no corner of the tool is favoured.
    """
    tree = module_of(source)
    edits = [list(_spread(source, unit)) for unit in _units(tree)]
    turns = chain.from_iterable(zip_longest(*edits))
    chosen: dict[bytes, Mutant] = {}
    for edit in turns:
        if edit is not None and len(chosen) < limit:
            mutant = _apply(source, edit)
            if mutant.source != source and _parses(mutant.source):
                chosen.setdefault(mutant.source, mutant)
    return tuple(chosen.values())


def _units(tree: ast.Module) -> Iterator[ast.stmt]:
    """Top-level statements with something to change, without docstrings and main block."""
    for node in tree.body:
        skipped = isinstance(node, ast.Import | ast.ImportFrom) or is_main_block(node)
        if not skipped and not _is_text(node):
            yield node


def _spread(source: bytes, unit: ast.stmt) -> Iterator[_Edit]:
    offsets = _line_offsets(source)
    edits = list(_Operators(source, offsets).edits(unit))
    by_line: dict[int, list[_Edit]] = {}
    for edit in edits:
        by_line.setdefault(source.count(b"\n", 0, edit.start), []).append(edit)
    columns = [sorted(found, key=_order) for _, found in sorted(by_line.items())]
    lines = sorted(columns, key=lambda found: _order(found[0]))
    return (edit for turn in zip_longest(*lines) for edit in turn if edit is not None)


def _order(edit: _Edit) -> bytes:
    return hashlib.sha256(f"{edit.start}:{edit.end}:{edit.text}".encode()).digest()


def _line_offsets(source: bytes) -> list[int]:
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    return offsets


def _apply(source: bytes, edit: _Edit) -> Mutant:
    changed = source[: edit.start] + edit.text.encode() + source[edit.end :]
    line = source.count(b"\n", 0, edit.start)
    return Mutant(
        source=changed,
        line=line + 1,
        before=source.splitlines()[line].decode().strip(),
        after=changed.splitlines()[line].decode().strip(),
        operator=edit.operator,
    )


def _parses(source: bytes) -> bool:
    try:
        module_of(source)
    except SyntaxError:
        return False
    return True


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Operators:
    """Walks one statement and yields every edit that the operators allow."""

    def __init__(self, source: bytes, offsets: list[int]) -> None:
        self._source = source
        self._offsets = offsets

    def edits(self, unit: ast.AST) -> Iterator[_Edit]:
        for node in self._nodes(unit):
            yield from self._of(node)

    def _nodes(self, node: ast.AST) -> Iterator[ast.AST]:
        """All nodes whose change is behaviour: no docstrings, annotations or wording.

        The places of nodes inside an f-string differ between Python versions, hence it is left
        whole.
        """
        if isinstance(node, ast.JoinedStr) or _is_type(node):
            return
        yield node
        for name, value in ast.iter_fields(node):
            if name in _NOT_BEHAVIOUR or (isinstance(node, ast.Raise) and name == "exc"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not _is_text(child):
                    yield from self._nodes(child)

    def _of(self, node: ast.AST) -> Iterator[_Edit]:  # noqa: C901 - one arm per operator
        match node:
            case ast.Compare(ops=[op], left=left, comparators=[right]):
                for text in _COMPARE[type(op)]:
                    yield self._between(left, right, f" {text} ", "comparison")
            case ast.BinOp(op=op, left=left, right=right) if not _is_format(node):
                yield self._between(
                    left, right, f" {_ARITHMETIC.get(type(op), '-')} ", "arithmetic"
                )
            case ast.AugAssign(op=op, target=target, value=value) if type(op) in _ARITHMETIC:
                yield self._between(target, value, f" {_ARITHMETIC[type(op)]}= ", "arithmetic")
            case ast.BoolOp(op=op, values=[first, second, *_]):
                text = " or " if isinstance(op, ast.And) else " and "
                yield self._between(first, second, text, "logic")
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                yield self._edit(node, self._text(operand), "negation")
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                yield self._edit(test, f"not ({self._text(test)})", "condition")
            case ast.Constant():
                yield from self._constant(node)
            case ast.Return(value=ast.expr() as value) if not _is_none(value):
                yield self._edit(value, "None", "result")
            case ast.Break():
                yield self._edit(node, "continue", "loop")
            case ast.Continue():
                yield self._edit(node, "break", "loop")
            case ast.Raise() | ast.Expr(value=ast.Call() | ast.Await()) | ast.Delete():
                yield self._edit(node, "pass", "statement")
            case ast.Call(func=ast.Name(id=name) as func) if name in _CALLS:
                yield self._edit(func, _CALLS[name], "call")
            case ast.Call(func=ast.Attribute(attr=name) as func) if name in _CALLS:
                text = self._text(func)
                yield self._edit(func, text[: -len(name)] + _CALLS[name], "call")

    def _constant(self, node: ast.Constant) -> Iterator[_Edit]:
        match node.value:
            case bool():
                yield self._edit(node, str(not node.value), "constant")
            case int():
                yield self._edit(node, str(node.value + 1), "constant")
                if node.value > 0:
                    yield self._edit(node, str(node.value - 1), "constant")
            case float():
                yield self._edit(node, repr(node.value + 1.0), "constant")
            case str() if self._text(node)[-1:] in {"'", '"'}:
                yield self._edit(node, '"XX"' if node.value != "XX" else '""', "constant")

    def _edit(self, node: ast.AST, text: str, operator: str) -> _Edit:
        start, end = self._span(node)
        return _Edit(start, end, text, operator)

    def _between(self, left: ast.AST, right: ast.AST, text: str, operator: str) -> _Edit:
        """Replace the operator between two operands, leaving brackets where they are."""
        start, end = self._span(left)[1], self._span(right)[0]
        gap = self._source[start:end].decode()
        closing = gap[: len(gap) - len(gap.lstrip(" )\n\\"))]
        opening = gap[len(gap.rstrip(" (\n\\")) :]
        return _Edit(start, end, closing.rstrip(" ") + text + opening.lstrip(" "), operator)

    def _span(self, node: ast.AST) -> tuple[int, int]:
        if not isinstance(node, ast.expr | ast.stmt):
            raise TypeError(f"{type(node).__name__} has no place in the source")
        start = self._offsets[node.lineno - 1] + node.col_offset
        end = self._offsets[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        return start, end

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self._source[start:end].decode()


def _is_type(node: ast.AST) -> bool:
    """``Literal[...]`` anywhere: a type, which nothing heeds at run time."""
    match node:
        case ast.Subscript(value=ast.Name(id="Literal") | ast.Attribute(attr="Literal")):
            return True
        case _:
            return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_format(node: ast.BinOp) -> bool:
    """``"text %s" % value``: an operator on text, not arithmetic."""
    return isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant | ast.JoinedStr)
