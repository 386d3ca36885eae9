"""Reading a tool's file without running it: PEP 723 header and syntax tree become a contract."""

import ast
from functools import lru_cache
from typing import Any

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.header import BLOCK, Header, has_header, read_header
from chotu_bot.domain.malformed import MalformedToolError, decode, parse, source_lines
from chotu_bot.domain.signature import (
    Signature,
    public_function,
    public_functions,
    read_signature,
)
from chotu_bot.domain.verdict import Finding

__all__ = [
    "Header",
    "MalformedToolError",
    "Signature",
    "body_of",
    "contract_of",
    "decode",
    "has_header",
    "is_main_block",
    "parse",
    "public_function",
    "public_functions",
    "read_contract",
    "read_header",
    "read_signature",
]


# The gate, the landing and its check each read the same tool.
@lru_cache(maxsize=16)
def read_contract(source: bytes) -> Contract:
    """The contract of a complete tool file.

    Raises:
        MalformedToolError: with every problem found, not only the first.
    """
    text = decode(source)
    findings: list[Finding] = []
    header = _attempt(read_header, text, findings)
    tree = _attempt(parse, text, findings)
    signature = None
    if tree is not None:
        try:
            signature = read_signature(tree)
        except MalformedToolError as error:
            findings.extend(error.findings)
    if header is None or signature is None or findings:
        raise MalformedToolError(findings)
    return contract_of(header, signature)


def contract_of(header: Header, signature: Signature) -> Contract:
    """The contract that header and signature make together."""
    return Contract(
        name=signature.name,
        summary=header.summary,
        category=header.category,
        keywords=header.keywords,
        parameters=signature.parameters,
        result=signature.result,
        result_annotation=signature.result_annotation,
        permissions=header.permissions,
        dependencies=header.dependencies,
        examples=header.examples,
        version=header.version,
        composed_from=header.composed_from,
        raises=signature.raises,
    )


def body_of(text: str) -> str:
    """The module without its PEP 723 block and without its ``__main__`` block."""
    without = BLOCK.sub("", text, count=1)
    tree = parse(without)
    lines = source_lines(without)
    for node in reversed(tree.body):
        if is_main_block(node):
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines).strip() + "\n"


def is_main_block(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``."""
    match node:
        case ast.If(
            test=ast.Compare(
                left=ast.Name(id="__name__"),
                ops=[ast.Eq()],
                comparators=[ast.Constant(value="__main__")],
            )
        ):
            return True
        case _:
            return False


def _attempt(read: Any, text: str, findings: list[Finding]) -> Any:
    try:
        return read(text)
    except MalformedToolError as error:
        findings.extend(error.findings)
        return None
