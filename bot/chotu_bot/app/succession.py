"""What a new version starts from: the one that failed, its tests, and the failure as a test."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Authorship, Draft, Origin, Request, Task
from chotu_bot.domain.header import example_from_json
from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE
from chotu_bot.domain.regression import FailedCall, Raises, Regression, Returns
from chotu_bot.domain.toolfile import body_of
from chotu_bot.domain.verdict import Finding
from chotu_bot.generators.mending import FAILING_CALL, Foreseen, tests_body
from chotu_bot.learning.reports import Report, good_calls
from chotu_bot.rendering.failures import FailureTests, Tests, name_of, read_tests

if TYPE_CHECKING:
    from chotu_bot.calling.call import Tool

_TRACEBACK = 1_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A tool's own failure, reproduced."""

    call: FailedCall
    line: int = 0
    traceback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What the author of a new version gets, and what that version is held to."""

    base: Draft
    regression: Regression
    failure: tuple[Finding, ...]


class Succession:
    """Prepares a new version of one tool."""

    def __init__(self, workshop: Workshop, tool: "Tool", report: Report) -> None:
        versions = workshop.publisher.versions
        self._shop = workshop
        self._tool = tool
        self._report = report
        self._files = versions.files(versions.present(tool.contract.name))
        self._predicate = predicate_of(self._files)

    def request(self, origin: Origin) -> Request:
        """What the tool was asked for in the beginning; that is what it must go on doing."""
        return asked_for(self._predicate, self._tool.contract, origin)

    def foresee(self, task: Task, fault: Fault) -> Foreseen:
        """What a model that does not see the code expects of calls like the one that failed."""
        with_call = self._report.wanted is None
        told = "\n".join([_told(fault, self._report), *_said(self._report)])
        return self._shop.model.foresee(task, self._tool.contract, told, with_call=with_call)

    def start(self, fault: Fault, foreseen: Foreseen | None, authorship: Authorship) -> Start:
        """The draft that a new version is made from, and the comparison it must stand."""
        contract = self._tool.contract
        old_tests = self._files[TEST_FILE]
        failing = self._failing(fault, foreseen)
        held_out = self._held_out(foreseen)
        base = Draft(
            contract=contract,
            code=body_of(self._files[TOOL_FILE].decode()),
            tests=failing.added_to(tests_body(old_tests, contract)),
            authorship=self._independent(authorship),
            held_out=held_out,
        )
        bare = replace(base, contract=replace(contract, examples=()), tests=failing.module)
        proof = self._shop.renderer.render(bare, self.request("bot")).tests
        events = self._shop.journal.events(kind="call", tool=contract.name)
        regression = Regression(
            contract=contract,
            tool=self._files[TOOL_FILE],
            tests=old_tests,
            call=replace(fault.call, wanted=self._report.wanted),
            proof=proof,
            good_calls=good_calls(contract, events),
            held_out=held_out.count("def test_"),
        )
        return Start(base=base, regression=regression, failure=self._findings(fault))

    def _failing(self, fault: Fault, foreseen: Foreseen | None) -> Tests:
        wanted = self._report.wanted
        if wanted is not None:
            return self._written.failure(self._tool.contract, fault.call, wanted)
        name = f"test_{name_of(fault.call)}"
        return read_tests(foreseen.failing if foreseen else "", **{FAILING_CALL: name})

    def _held_out(self, foreseen: Foreseen | None) -> str:
        """Test module of the cases that the author of the code is not shown."""
        parts = [foreseen.held_out] if foreseen else []
        if self._report.examples:
            siblings = self._written.siblings(self._tool.contract, self._report.examples)
            parts = [siblings.added_to(parts[0]) if parts else siblings.module]
        return parts[0] if parts else ""

    @property
    def _written(self) -> FailureTests:
        return FailureTests(self._shop.templates)

    def _independent(self, authorship: Authorship) -> Authorship:
        """The old tests were written before the new code; they are as blind as they were."""
        return replace(authorship, independent_tests=are_independent(self._predicate))

    def _findings(self, fault: Fault) -> tuple[Finding, ...]:
        lines = [_told(fault, self._report), *_said(self._report), fault.traceback[-_TRACEBACK:]]
        message = "\n".join(line for line in lines if line)
        return (Finding(rule="regression/failure", message=message, line=fault.line),)


def predicate_of(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    """What the evidence among a version's files says; empty where there is none."""
    found: Mapping[str, Any] = json.loads(files.get(EVIDENCE_FILE, b"{}")).get("predicate", {})
    return found


def asked_for(predicate: Mapping[str, Any], contract: Contract, origin: Origin) -> Request:
    """The request that a version was written for, as its evidence has it."""
    asked = predicate.get("request", {})
    examples = tuple(example_from_json(one) for one in asked.get("examples", []))
    text = str(asked.get("text") or contract.summary)
    return Request(text=text, examples=examples, origin=origin)


def are_independent(predicate: Mapping[str, Any]) -> bool:
    """Whether a version's tests were written without sight of its code."""
    return predicate.get("generator", {}).get("independent_tests") is True


def _told(fault: Fault, report: Report) -> str:
    """The failing call in words."""
    arguments = json.dumps(dict(fault.call.arguments), ensure_ascii=False)
    told = f"the call with {arguments} gave: {fault.call.was}"
    match report.wanted:
        case Returns(result=result):
            return f"{told}; it should return {json.dumps(result, ensure_ascii=False)}"
        case Raises(error=error):
            return f"{told}; it should raise {error}"
        case None:
            return told


def _said(report: Report) -> tuple[str, ...]:
    """What the report says, as a quotation."""
    parts = (("they meant to", report.intent), ("they saw", report.error))
    return tuple(f"{label}: {text[:500]!r}" for label, text in parts if text.strip())
