"""The contract check: the files have the shape that is promised, and say what was agreed."""

import ast
import builtins
from collections.abc import Callable, Iterator

from chotu_bot.domain import names
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.malformed import MalformedToolError, decode, parse
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.toolfile import is_main_block, public_function, read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Level
from chotu_bot.gate.poison import poison
from chotu_bot.gate.verdicts import answer

MainBlock = Callable[[str], str]
"""The ``__main__`` block that a tool of this name ends with."""
_COMPARED = (
    "name",
    "version",
    "summary",
    "category",
    "keywords",
    "permissions",
    "dependencies",
    "composed_from",
    "result",
)
_OWN = frozenset({"chotu_bot", "tool", "test_tool", "conftest"})


class ContractCheck:
    """Reads the files as text and holds them to the contract."""

    name = "contract"

    def __init__(self, max_tool_size: int, main_block: MainBlock) -> None:
        """Take the size limit in bytes of each file, and the template's last block."""
        self._max_size = max_tool_size
        self._main_block = main_block

    def run(self, candidate: Candidate) -> CheckResult:
        """Fail when the shape is wrong, or differs from the contract."""
        findings = [*self._sizes(candidate), *self._tool(candidate), *self._tests(candidate)]
        return answer(self.name, findings, "the files have the shape that the contract promises")

    def _sizes(self, candidate: Candidate) -> Iterator[Finding]:
        for file, content in candidate.files.items():
            if len(content) > self._max_size:
                message = (
                    f"{file} has {len(content)} bytes; at most {self._max_size} are allowed "
                    "([gate] max_tool_size)"
                )
                yield Finding(rule="contract/size", message=message, file=file)

    def _tool(self, candidate: Candidate) -> Iterator[Finding]:
        reason = names.refusal(candidate.contract.name)
        if reason is not None:
            yield Finding(rule="contract/name", message=reason)
        try:
            written = read_contract(candidate.tool)
            text = decode(candidate.tool)
            tree = parse(text)
            docstring = ast.get_docstring(public_function(tree)) or ""
        except MalformedToolError as error:
            yield from error.findings
            return
        yield from _differences(written, candidate.contract)
        yield from self._frame(text, tree, written.name)
        yield from _top_level(tree)
        yield from _imports(tree)
        yield from _shadowed(written)
        yield from poison(_spoken(written, tree, docstring))

    def _frame(self, text: str, tree: ast.Module, name: str) -> Iterator[Finding]:
        blocks = [node for node in tree.body if is_main_block(node)]
        if len(blocks) != 1 or tree.body[-1] is not blocks[0]:
            message = 'the file ends with exactly one `if __name__ == "__main__":` block'
            yield Finding(rule="contract/main-block", message=message)
            return
        start = blocks[0].lineno
        written = "\n".join(text.split("\n")[start - 1 :])
        if written.strip("\n") != self._main_block(name).strip("\n"):
            message = "the `__main__` block differs from the template; leave it out, it is added"
            yield Finding(rule="contract/main-block", message=message, line=start)

    def _tests(self, candidate: Candidate) -> Iterator[Finding]:
        try:
            tree = parse(decode(candidate.tests))
        except MalformedToolError as error:
            for one in error.findings:
                yield Finding(rule=one.rule, message=one.message, file=TEST_FILE, line=one.line)
            return
        for node, module in _imported(tree):
            if module.partition(".")[0] == "chotu_bot" or module.startswith("."):
                message = f"tests import the tool and nothing of chotu-bot (got {module})"
                yield Finding(
                    rule="contract/imports", message=message, file=TEST_FILE, line=node.lineno
                )


def _differences(written: Contract, agreed: Contract) -> Iterator[Finding]:
    for part in _COMPARED:
        one, other = getattr(written, part), getattr(agreed, part)
        if one != other:
            message = f"{part} is {_said(one)}, but the contract says {_said(other)}"
            yield Finding(rule="contract/mismatch", message=message)
    if _parameters(written) != _parameters(agreed):
        message = f"the signature is {written.signature}, but the contract says {agreed.signature}"
        yield Finding(rule="contract/mismatch", message=message)
    if _examples(written) != _examples(agreed):
        yield Finding(
            rule="contract/mismatch", message="the examples differ from those of the contract"
        )


def _parameters(contract: Contract) -> list[tuple[object, ...]]:
    return [
        (one.name, one.shape, one.required, None if one.required else repr(one.default))
        for one in contract.parameters
    ]


def _examples(contract: Contract) -> list[tuple[object, ...]]:
    return [(dict(one.arguments), one.result, dict(one.files)) for one in contract.examples]


def _said(value: object) -> str:
    return repr(value)[:120]


def _top_level(tree: ast.Module) -> Iterator[Finding]:
    for index, node in enumerate(tree.body):
        if not (_is_definition(node) or is_main_block(node) or (index == 0 and _is_text(node))):
            message = "only imports, constants, functions and classes stand at top level"
            yield Finding(rule="contract/top-level", message=message, line=node.lineno)


def _is_definition(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return True
        case ast.ClassDef() | ast.Assign() | ast.AnnAssign():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            return all(isinstance(one, ast.Import | ast.ImportFrom) for one in node.body)
        case ast.Try(body=body, handlers=handlers, orelse=[], finalbody=[]):
            inner = [*body, *[one for handler in handlers for one in handler.body]]
            return all(isinstance(one, ast.Import | ast.ImportFrom | ast.Assign) for one in inner)
        case _:
            return type(node).__name__ == "TypeAlias"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _imports(tree: ast.Module) -> Iterator[Finding]:
    for node, module in _imported(tree):
        if module.startswith(".") or module.partition(".")[0] in _OWN:
            message = f"a tool is one file that stands alone; it cannot import {module}"
            yield Finding(rule="contract/imports", message=message, line=node.lineno)


def _imported(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            yield node, "." * node.level + (node.module or "")


def _shadowed(contract: Contract) -> Iterator[Finding]:
    for one in contract.parameters:
        if hasattr(builtins, one.name):
            message = f"parameter {one.name} hides the built-in of that name"
            yield Finding(rule="contract/shadowed-builtin", message=message, level=Level.NOTE)


def _spoken(contract: Contract, tree: ast.Module, docstring: str) -> dict[str, str]:
    """Everything about the tool that a model is shown."""
    spoken = {
        "summary": contract.summary,
        "keywords": " ".join(contract.keywords),
        "docstring": docstring,
        "module docstring": ast.get_docstring(tree) or "",
    }
    for one in contract.parameters:
        if isinstance(one.default, str):
            spoken[f"default of {one.name}"] = one.default
    return spoken
