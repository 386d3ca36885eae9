"""The tests of a failure that a model wrote: the failing call, and what is held out."""

import ast
from dataclasses import dataclass

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.malformed import parse
from chotu_bot.domain.verdict import Level
from chotu_bot.generators.mending import FAILING_CALL
from chotu_bot.generators.modulebody import without
from chotu_bot.generators.openai import suites
from chotu_bot.reply.blocks import split

_LEAST = 3
_FILE = "the tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A reply taken apart."""

    failing: str
    held_out: str


def read(text: str, contract: Contract, *, with_call: bool) -> Parts | tuple[str, ...]:
    """The two test modules in a reply, or what is wrong with it."""
    blocks = [one.text for one in split(text).blocks if one.may_be_python]
    source = max(blocks, key=len, default=text)
    body, findings = suites.read(source, contract, least=_LEAST + with_call, file=_FILE)
    wrong = [one.message for one in findings if one.level is Level.ERROR]
    if wrong:
        return tuple(wrong)
    tree = parse(body)
    failing = [node for node in tree.body if _is_failing_call(node)]
    if with_call and len(failing) != 1:
        return (f"there must be one function {FAILING_CALL}",)
    others = [node for node in tree.body if _is_test(node) and node not in failing]
    if sum(map(_is_test, others)) < _LEAST:
        return (f"write at least {_LEAST} tests of other inputs",)
    alone = without(body, list(others)) if with_call else ""
    return Parts(failing=alone, held_out=without(body, list(failing)))


def _is_test(node: ast.stmt) -> bool:
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return is_function and getattr(node, "name", "").lower().startswith("test")


def _is_failing_call(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == FAILING_CALL
