"""Authors of new versions: they change the code of a version that failed, and nothing else."""

import ast
from dataclasses import dataclass, replace
from typing import Protocol

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Draft, Task
from chotu_bot.domain.malformed import decode, parse
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import CannotRepairError
from chotu_bot.generators import testsource
from chotu_bot.generators.contract import Generator
from chotu_bot.generators.modulebody import without
from chotu_bot.generators.submitted import InferPermissions, SubmittedGenerator

FAILING_CALL = "test_failing_call"
"""What a test author calls the test of the call that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What somebody who does not see the code expects of it."""

    failing: str
    """Test module of the failing call alone; empty where that was not asked for."""
    held_out: str
    """Test module of further calls."""
    tokens: int
    prompt_digest: str


class TestAuthor(Protocol):
    """Who can foresee what calls should give."""

    def foresee(self, task: Task, contract: Contract, failure: str, *, with_call: bool) -> Foreseen:
        """Tests of calls like the one that failed, and of that one where ``with_call``."""
        ...


class ModelMender:
    """A model that is shown the failed version and what went wrong."""

    def __init__(self, model: Generator, base: Draft, failure: tuple[Finding, ...]) -> None:
        self._model = model
        self._base = base
        self._failure = failure

    def draft(self, task: Task) -> Draft:
        """The failed version with its code mended; raises as the model does."""
        return self._model.repair(task, self._base, self._failure)

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """Once more, given the findings."""
        return self._model.repair(task, draft, findings)


class CodeMender:
    """Code that somebody brought."""

    def __init__(self, code: bytes, base: Draft, infer: InferPermissions) -> None:
        self._code = code
        self._base = base
        self._infer = infer

    def draft(self, task: Task) -> Draft:
        """The failed version with this code; what its signature and needs are, it says itself.

        Raises:
            MalformedSubmissionError: when it cannot be read as a tool.
            UsageError: when it has no function of the tool's name.
        """
        old = self._base.contract
        named = replace(task, request=replace(task.request, name=old.name))
        reader = SubmittedGenerator(
            self._code, self._base.tests.encode(), tool_stem=old.name, infer_permissions=self._infer
        )
        read = reader.draft(named)
        contract = replace(
            old,
            parameters=read.contract.parameters,
            result=read.contract.result,
            result_annotation=read.contract.result_annotation,
            raises=read.contract.raises,
            permissions=read.contract.permissions,
            dependencies=read.contract.dependencies,
        )
        return replace(self._base, contract=contract, code=read.code)

    def repair(self, task: Task, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        """Refuses: only who brought the code may change it."""
        del task
        raise CannotRepairError(
            f"the code of {draft.contract.name} was brought: its {len(findings)} finding(s) go to "
            "whoever wrote it"
        )


def tests_body(tests: bytes, contract: Contract) -> str:
    """A tool's test file without what its frame adds: the import of the tool, and the examples."""
    text = testsource.without_tool_import(decode(tests), contract.name, {"tool"})
    framed = {f"test_example_{number}" for number in range(1, len(contract.examples) + 1)}
    doomed = [
        node
        for node in parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name in framed
    ]
    return without(text, list(doomed))
