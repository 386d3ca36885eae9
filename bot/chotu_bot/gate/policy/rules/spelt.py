"""Names of files, hosts and programs that are spelt in pieces, so that nobody reads them."""

import ast
from collections.abc import Iterator

from chotu_bot.domain.verdict import Level
from chotu_bot.gate.policy.atoms import From, Text
from chotu_bot.gate.policy.calls import CallSite
from chotu_bot.gate.policy.effects import Effect, effects_of
from chotu_bot.gate.policy.program import Program
from chotu_bot.gate.policy.rules.rule import Hit

_DEEP = 3
_PLAIN = (
    *(
        f"builtins.{name}"
        for name in (
            "bytes", "bytearray", "chr", "ord", "str", "map", "reversed", "int", "range", "sorted",
            "list", "tuple", "zip", "enumerate", "format",
        )
    ),
    "codecs",
    "base64",
    "binascii",
    "zlib",
)  # fmt: skip
"""What only turns one text into another."""


def spelt_names(program: Program) -> Iterator[Hit]:
    """Files, hosts and programs whose names are put together out of constants."""
    for call in program.calls:
        for effect in effects_of(call.name):
            given = _given(call, effect)
            if given is not None and _is_spelt(program, given):
                yield Hit(
                    line=call.line, what=f"a name for {call.name} in pieces", level=Level.ERROR
                )


def _given(call: CallSite, effect: Effect) -> ast.expr | None:
    """What a call is given as the name of what it touches."""
    if not isinstance(call.node, ast.Call) or effect.kind in {"env", "system", "stat"}:
        return None
    named = [one.value for one in call.node.keywords if one.arg and one.arg == effect.name]
    places = call.node.args[effect.place : effect.place + 1] if effect.place >= 0 else []
    for one in [*named, *places]:
        if isinstance(one, ast.List | ast.Tuple):
            return one.elts[0] if one.elts else None
        return one
    return None


def _is_spelt(program: Program, node: ast.expr) -> bool:
    value = program.flat(node)
    if isinstance(node, ast.Constant) or any(isinstance(one, Text | From) for one in value):
        return False
    pieces = list(_pieces(program, node, 0))
    return bool(pieces) and all(pieces)


def _pieces(program: Program, node: ast.AST, depth: int) -> Iterator[bool]:
    """For every constant and every name in an expression, whether it brings nothing in."""
    local = {
        one.id
        for loop in ast.walk(node)
        if isinstance(loop, ast.comprehension)
        for one in ast.walk(loop.target)
        if isinstance(one, ast.Name)
    }
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str | bytes | int):
            yield True
        elif isinstance(one, ast.Name) and one.id not in local:
            assigned = program.assigned(one.id)
            if assigned and depth < _DEEP:
                yield from (all(_pieces(program, value, depth + 1)) for value in assigned)
            else:
                known = program.names(one)
                yield bool(known) and all(name.startswith(_PLAIN) for name in known)
