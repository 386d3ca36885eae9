"""Code that a person or an agent wrote, brought onto the same path as any other draft."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import replace

from chotu_bot.domain.contract import Contract, Example, Permissions
from chotu_bot.domain.draft import Authorship, Draft, Task
from chotu_bot.domain.header import BLOCK
from chotu_bot.domain.names import refusal
from chotu_bot.domain.toolfile import (
    Header,
    MalformedToolError,
    Signature,
    contract_of,
    has_header,
    is_main_block,
    public_functions,
    read_header,
)
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError, GateFailedError, UsageError
from chotu_bot.generators import leniently, testsource
from chotu_bot.generators.modulebody import without
from chotu_bot.reply import source
from chotu_bot.reply.errors import BrokenCodeError

InferPermissions = Callable[[str], Permissions]
"""What a module body needs to touch, read from its syntax."""


class MalformedSubmissionError(GateFailedError):
    """The submitted files cannot be read as tool and tests; ``findings`` say where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class SubmittedGenerator:
    """The draft that two submitted files make.

    Args:
        tool_source: the tool's file.
        test_source: the file of its tests.
        tool_stem: name of the tool's file without ``.py``; the tests may import it by that name.
        test_stem: the same of the tests, for messages.
        author: who submits, for the record.
        infer_permissions: says what a body needs, where the file has no header that declares it.
    """

    def __init__(
        self,
        tool_source: bytes,
        test_source: bytes,
        *,
        tool_stem: str = "tool",
        test_stem: str = "test_tool",
        author: str = "",
        infer_permissions: InferPermissions | None = None,
    ) -> None:
        self._tool_source = tool_source
        self._test_source = test_source
        self._tool_stem = tool_stem
        self._test_stem = test_stem
        self._author = author
        self._infer = infer_permissions

    def draft(self, task: Task) -> Draft:
        """The submitted files, cut into slots.

        Raises:
            MalformedSubmissionError: when a file is no UTF-8 or no Python, or the header is wrong.
            UsageError: when it is unclear which function is the tool.
        """
        tool = _text(self._tool_source, f"{self._tool_stem}.py")
        tests = _text(self._test_source, f"{self._test_stem}.py")
        tree = _tree(tool, f"{self._tool_stem}.py")
        test_tree = _tree(tests, f"{self._test_stem}.py")
        function = self._function(tree, test_tree, task.request.name)
        body = _body(tool, tree)
        contract = self._contract(tool, body, tree, function, task)
        return Draft(
            contract=contract,
            code=body,
            tests=self._tests(tests, test_tree, contract, task),
            authorship=Authorship(
                generator="submitted", source=self._author, independent_tests=False
            ),
        )

    def _tests(self, text: str, tree: ast.Module, contract: Contract, task: Task) -> str:
        """The tests with the tool's module called ``tool``, else byte for byte."""
        installed = {one.replace("-", "_").lower() for one in task.allowed_dependencies}
        unknown = testsource.tool_modules(tree, contract.name, installed)
        modules = {"tool", self._tool_stem, *unknown}
        body = testsource.without_tool_import(text, contract.name, modules)
        return testsource.without_reserved_names(body, len(contract.examples))

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """Refuses: only the author may change a submission.

        Raises:
            CannotRepairError: always.
        """
        del task
        raise CannotRepairError(
            f"{draft.contract.name} was submitted: its {len(findings)} finding(s) go to the "
            "author, who mends the files and submits them again"
        )

    def _function(
        self, tree: ast.Module, tests: ast.Module, wanted: str | None
    ) -> ast.FunctionDef | ast.AsyncFunctionDef:
        found = {
            one.name: one for one in public_functions(tree) if not source.is_test_definition(one)
        }
        name = _choose(set(found), wanted, self._tool_stem, _imported(tests, self._tool_stem))
        if name is not None:
            return found[name]
        where = f"{self._tool_stem}.py"
        if not found:
            raise MalformedSubmissionError(
                [_finding("contract/function", "there is no public function", where)]
            )
        raise UsageError(
            f"which function of {where} is the tool? Say --name with one of: "
            f"{', '.join(sorted(found))}; the others are helpers, start them with an underscore"
        )

    def _contract(
        self,
        tool: str,
        body: str,
        tree: ast.Module,
        function: ast.FunctionDef | ast.AsyncFunctionDef,
        task: Task,
    ) -> Contract:
        where = f"{self._tool_stem}.py"
        reason = refusal(function.name)
        if reason is not None:
            raise MalformedSubmissionError(
                [_finding("contract/name", reason, where, function.lineno)]
            )
        try:
            signature = leniently.read_signature(tree, function)
            contract = contract_of(self._header(tool, body, tree, signature, task), signature)
        except MalformedToolError as error:
            raise MalformedSubmissionError(
                replace(one, file=where) for one in error.findings
            ) from error
        users = task.request.examples
        return replace(contract, examples=_merged(users, contract.examples))

    def _header(
        self, tool: str, body: str, tree: ast.Module, signature: Signature, task: Task
    ) -> Header:
        if has_header(tool) and "[tool.chotu]" in tool:
            return read_header(tool)
        return Header(
            requires_python=">=3.11",
            dependencies=leniently.dependencies(tool, tree, task.allowed_dependencies),
            version="1.0.0",
            summary=leniently.summary(tree, signature, task.request.text),
            category=leniently.category(tree, signature.name),
            keywords=leniently.keywords(signature.name),
            permissions=self._infer(body) if self._infer is not None else Permissions(),
            examples=(),
        )


def _merged(first: tuple[Example, ...], second: tuple[Example, ...]) -> tuple[Example, ...]:
    """The user's examples, then those of the header for other arguments."""
    given = [one.arguments for one in first]
    return (*first, *(one for one in second if one.arguments not in given))


def _choose(found: set[str], wanted: str | None, stem: str, imported: set[str]) -> str | None:
    if wanted is not None and found:
        if wanted not in found:
            raise UsageError(
                f"there is no function called {wanted}; there are: {', '.join(sorted(found))}"
            )
        return wanted
    if stem in found:
        return stem
    for only in (found, found & imported):
        if len(only) == 1:
            return next(iter(only))
    return None


def _imported(tests: ast.Module, stem: str) -> set[str]:
    """Names that the tests take from the tool's module."""
    names: set[str] = set()
    for node in ast.walk(tests):
        if isinstance(node, ast.ImportFrom) and testsource.names_module(node, {"tool", stem}):
            names.update(one.name for one in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.update({node.attr} if node.value.id in {"tool", stem} else ())
    return names


def _text(content: bytes, file: str) -> str:
    """The text of a file; byte order mark and Windows line ends are an editor's doing."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MalformedSubmissionError(
            [_finding("contract/encoding", "the file is not UTF-8", file, line)]
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tree(text: str, file: str) -> ast.Module:
    try:
        return source.parse(text)
    except BrokenCodeError as error:
        raise MalformedSubmissionError(
            [_finding("contract/syntax", str(error), file, error.line)]
        ) from error


def _body(text: str, tree: ast.Module) -> str:
    """The module without its ``__main__`` block and its PEP 723 block."""
    doomed = [node for node in tree.body if is_main_block(node)]
    rest = without(text, doomed) if doomed else text
    return BLOCK.sub("", rest, count=1).strip("\n") + "\n"


def _finding(rule: str, message: str, file: str, line: int = 0) -> Finding:
    return Finding(rule=rule, message=message, file=file, line=line)
