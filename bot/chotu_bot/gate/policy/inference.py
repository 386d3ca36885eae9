"""Which permissions a tool needs, read off its syntax tree."""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.toolfile import is_main_block, parse, read_signature
from chotu_bot.gate.policy.program import Program, analyse
from chotu_bot.gate.policy.uses import Kind, Use, UseFinder


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    """What the code may touch."""

    permissions: Permissions
    """The least permissions that cover every use that can be declared."""
    uses: tuple[Use, ...]


def infer(tree: ast.Module, contract: Contract) -> Inference:
    """The permissions that a tool's code needs, from the syntax tree alone.

    The ``__main__`` block is not looked at; the contract check holds it to the template.
    """
    return infer_from(follow("", tree, contract.name), contract)


def infer_permissions(source: str) -> Permissions:
    """The permissions that a tool without a header needs.

    Raises:
        MalformedToolError: when the source is not Python or has no single public function with
            complete type hints.
    """
    tree = parse(source)
    signature = read_signature(tree)
    contract = Contract(
        name=signature.name, summary="", category="misc", parameters=signature.parameters
    )
    return infer(tree, contract).permissions


def follow(source: str, tree: ast.Module, name: str) -> Program:
    """The module without its ``__main__`` block, followed from the tool's public function."""
    body = [node for node in tree.body if not _is_frame(node)]
    lines = source.split("\n")
    for node in tree.body:
        if _is_frame(node):
            last = node.end_lineno or node.lineno
            lines[node.lineno - 1 : last] = [""] * (last - node.lineno + 1)
    return analyse("\n".join(lines), ast.Module(body=body, type_ignores=[]), entry=name)


def infer_from(program: Program, contract: Contract) -> Inference:
    """The permissions that a followed module needs."""
    uses = tuple(dict.fromkeys(UseFinder(program, contract).find()))
    return Inference(permissions=_least(uses, contract), uses=uses)


def _is_frame(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and is_main_block(node) and not node.orelse


def _least(uses: Sequence[Use], contract: Contract) -> Permissions:
    order = [one.name for one in contract.parameters]
    write = _subjects(uses, "write", {"parameter"}, ())
    read = [name for name in _subjects(uses, "read", {"parameter"}, write) if name not in write]
    known = {"parameter", "fixed"}
    return Permissions(
        read=_ordered(read, order),
        write=_ordered(write, order),
        net=tuple(sorted(_subjects(uses, "net", known, ()))),
        run=tuple(sorted(_subjects(uses, "run", known, ()))),
        env=tuple(sorted(set(_subjects(uses, "env", known, ())) - {"*"})),
        system=any(use.kind == "system" for use in uses),
    )


def _subjects(
    uses: Iterable[Use], kind: Kind, origins: set[str], covered: Sequence[str]
) -> list[str]:
    """Subjects that cover every use of a kind; a use with several readings needs only one."""
    wanted = [
        use for use in uses if use.kind == kind and use.origin in origins and not use.optional
    ]
    found = [use.subject for use in wanted if not use.alternatives or use.origin == "fixed"]
    for use in wanted:
        if use.subject not in found and not {use.subject, *use.alternatives} & {*found, *covered}:
            found.append(use.subject)
    return list(dict.fromkeys(found))


def _ordered(found: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    places = {name: index for index, name in enumerate(order)}
    return tuple(sorted(found, key=lambda name: (places.get(name, len(order)), name)))
