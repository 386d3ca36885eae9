"""From a failure to a version that mends it, or to the answer that it was not the tool's fault."""

import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from chotu_bot.app.logbook import Logbook
from chotu_bot.app.reception import Reception
from chotu_bot.app.succession import Fault, Start, Succession
from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Failed, Returned, Tool
from chotu_bot.calling.paths import plan
from chotu_bot.domain.answers import Answer, Diagnosed, Improvement, NoGenerator, Refused, Unclear
from chotu_bot.domain.draft import Authorship, Candidate, Draft, Request, Task
from chotu_bot.domain.names import refusal
from chotu_bot.domain.regression import FailedCall, Raises, Returns
from chotu_bot.errors import NotFoundError, UsageError
from chotu_bot.generators.mending import CodeMender, ModelMender
from chotu_bot.generators.submitted import MalformedSubmissionError
from chotu_bot.learning.analyzer import Declined
from chotu_bot.learning.causes import RULES
from chotu_bot.learning.controller import Author, Collaborators, Controller, Wish
from chotu_bot.learning.reports import (
    Found,
    Missing,
    NotPortableError,
    Report,
    failing_call,
    is_harmless,
    portable,
    told_failure,
)
from chotu_bot.learning.triage import Case, Cause, Triage, triage

if TYPE_CHECKING:
    from chotu_bot.calling.call import CallResult
    from chotu_bot.journal.journal import Event

_BRING = """\
bring the code, with the result that the call should give:
  chotu-bot improve {tool} --args JSON --expect JSON --code FILE"""


class Improving:
    """Handles reports of failures in one repository."""

    def __init__(
        self,
        workshop: Workshop,
        logbook: Logbook,
        reception: Reception,
        collaborators: Callable[[], Collaborators],
        learn: Callable[[Report], Answer],
    ) -> None:
        """Take the parts.

        Args:
            workshop: builds everything else.
            logbook: where it is noted.
            reception: says what is refused.
            collaborators: those of a submission, some of which are exchanged here.
            learn: learns a tool that is not there yet, for the report's intent.
        """
        self._shop = workshop
        self._logbook = logbook
        self._reception = reception
        self._collaborators = collaborators
        self._learn = learn

    def improve(self, report: Report) -> Improvement:
        """Answer a report; nothing is written unless the answer is proposed or landed.

        Raises:
            NotFoundError: when there is no such tool, and no intent to learn one for.
            UsageError: when it is to raise what is no built-in error.
            GeneratorError: when the model failed.
            SandboxUnavailableError: when nothing can be run safely.
            RepositoryError: when the repository cannot take a landing.
        """
        _require_known_error(report)
        declined = self._declined(report)
        if declined is not None:
            return declined
        if self._shop.registry.record(report.tool) is None:
            return self._unknown(report)
        tool = self._shop.catalog.tool(report.tool)
        answer = self._improve(tool, report)
        self._logbook.improvement(tool.contract, report, answer)
        return answer

    def _declined(self, report: Report) -> Refused | None:
        if not report.intent.strip():
            return None
        decision = self._reception.decide(Request(text=report.intent, origin=report.origin))
        if isinstance(decision, Declined):
            return Refused(rule=decision.rule, why=decision.why)
        return None

    def _unknown(self, report: Report) -> Answer:
        if not report.intent.strip():
            raise NotFoundError(
                f"there is no tool {report.tool!r}; say with --intent what it is for, and one is "
                "learned"
            )
        usable = report.tool if refusal(report.tool) is None else ""
        return self._learn(replace(report, tool=usable))

    def _improve(self, tool: Tool, report: Report) -> Improvement:
        events = tuple(self._shop.journal.events(kind="call", tool=report.tool))
        found = failing_call(report, tool.contract.version, events)
        if isinstance(found, Missing):
            ask = "give the arguments of the failing call: --args JSON"
            return _as_told(tool, report, events, None) or Unclear(why=found.why, ask=ask)
        kept_out = _kept_out(tool, report, found)
        if kept_out is not None:
            return kept_out
        if not is_harmless(tool.contract, found.arguments, found.folder):
            return _as_told(tool, report, events, found) or _harmful(tool)
        fault = self._fault(tool, report, found)
        return self._mend(tool, report, found, fault) if isinstance(fault, Fault) else fault

    # Whose fault it is

    def _fault(self, tool: Tool, report: Report, found: Found) -> Fault | Diagnosed | Unclear:
        try:
            arguments, files = portable(tool.contract, found.arguments, found.folder)
            result = self._again(tool, found)
        except NotPortableError as error:
            return Unclear(why=str(error), ask="report a call with smaller files")
        except UsageError as error:
            return _diagnosed(tool, _not_called(error))
        verdict = self._verdict(tool, report, found, result)
        if isinstance(verdict, Unclear):
            return verdict
        if verdict.cause is not Cause.TOOL:
            return _diagnosed(tool, verdict)
        failed = result if isinstance(result, Failed) else None
        call = FailedCall(
            arguments=arguments, files=files, was=_was(result), crashed=failed is not None
        )
        if failed is None:
            return Fault(call=call)
        return Fault(call=call, line=failed.line, traceback=failed.traceback)

    def _again(self, tool: Tool, found: Found) -> "CallResult":
        return self._shop.caller.rehearse(tool, found.arguments, found.folder)

    def _verdict(
        self, tool: Tool, report: Report, found: Found, result: "CallResult"
    ) -> Triage | Unclear:
        if _is_wanted(report, result):
            return _not_now("the present version gives just that")
        if isinstance(result, Failed):
            return self._of_failure(tool, report, found, result)
        if report.wanted is not None:
            return Triage(cause=Cause.TOOL, rule="tool/wrong-result", why=_was(result), advice="")
        if found.recorded:
            return _not_now("it returned when it was called again")
        return Unclear(
            why=f"the call {_was(result)}",
            ask="say what it should give: --expect JSON, or --expect-error NAME",
        )

    def _of_failure(self, tool: Tool, report: Report, found: Found, failed: Failed) -> Triage:
        case = Case(
            contract=tool.contract, failed=failed, arguments=found.arguments, folder=found.folder
        )
        verdict = triage(case, RULES, lambda: self._again(tool, found))
        # A person who says what such input should give has the last word on whether it is right.
        contested = verdict.rule in {"caller/documented", "caller/content"}
        if contested and report.wanted is not None and report.origin == "person":
            return replace(verdict, cause=Cause.TOOL, rule="tool/expected")
        return verdict

    # Mending it

    def _mend(self, tool: Tool, report: Report, found: Found, fault: Fault) -> Answer:
        if report.origin != "person" and not self._shop.settings.learning.auto_learning_enabled:
            return Refused(
                rule="configuration/auto-learning-off",
                why="[learning] auto_learning_enabled = 0; a person may ask with chotu-bot improve",
            )
        succession = Succession(self._shop, tool, report)
        request = succession.request(report.origin)
        foreseen, tokens = None, 0
        if report.code is None or report.wanted is None:
            if not self._reception.has_model:
                return _nobody(tool, report)
            foreseen = succession.foresee(self._task(request), fault)
            tokens = foreseen.tokens
        start = succession.start(fault, foreseen, self._authorship(report, tokens))
        recorded = found.recorded or report.origin != "person"
        wish = Wish(
            propose=report.propose,
            dry_run=report.dry_run,
            replaces=tool.contract.name,
            wait="its new test holds the arguments of somebody's call" if recorded else "",
        )
        controller = Controller(self._shop.settings, self._tailored(start))
        try:
            return controller.learn(request, wish, self._author(report, start))
        except MalformedSubmissionError as error:
            return Unclear(why=str(error), ask="bring a file that can be read as the tool")

    def _task(self, request: Request) -> Task:
        return Task(
            request=request,
            allowed_dependencies=self._shop.allowed_dependencies(),
            lessons=self._collaborators().lessons(request),
        )

    def _authorship(self, report: Report, tokens: int) -> Authorship:
        if report.code is not None:
            return Authorship(generator="submitted", source=report.origin, tokens=tokens)
        return Authorship(generator="openai", source=self._shop.model.source, tokens=tokens)

    def _author(self, report: Report, start: Start) -> Author:
        if report.code is not None:
            code = CodeMender(report.code, start.base, self._shop.permissions_of)
            return Author(generator=code, title="code as brought")
        model = ModelMender(self._shop.model, start.base, start.failure)
        return Author(generator=model, title=f"model {self._shop.settings.gpt.model}")

    def _tailored(self, start: Start) -> Collaborators:
        given = self._collaborators()

        def render(draft: Draft, request: Request) -> Candidate:
            return replace(given.render(draft, request), regression=start.regression)

        return replace(given, render=render)


def _require_known_error(report: Report) -> None:
    """Only the name of a built-in error becomes part of a test."""
    if not isinstance(report.wanted, Raises):
        return
    kind = getattr(builtins, report.wanted.error, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        raise UsageError(f"{report.wanted.error[:60]!r} is no built-in error, such as ValueError")


def _as_told(
    tool: Tool, report: Report, events: tuple["Event", ...], found: Found | None
) -> Diagnosed | None:
    """Whose fault a failure is that is not made again; None where it could be the tool's."""
    failed = told_failure(report, events)
    if failed is None:
        return None
    case = Case(
        contract=tool.contract,
        failed=failed,
        arguments=found.arguments if found else report.arguments,
        folder=found.folder if found else report.folder,
    )
    verdict = triage(case, RULES, None)
    return None if verdict.cause is Cause.TOOL else _diagnosed(tool, verdict)


def _kept_out(tool: Tool, report: Report, found: Found) -> Diagnosed | None:
    """Nothing is read for a reporter that the reporter could not have called the tool with."""
    if report.roots is None:
        return None
    try:
        plan(tool.contract, found.arguments, found.folder, report.roots)
    except UsageError as error:
        return _diagnosed(tool, _not_called(error))
    return None


def _harmful(tool: Tool) -> Unclear:
    return Unclear(
        why=f"it may be a fault of {tool.contract.name}, but its call touches what is not its own, "
        "so it is not made again to see",
        ask="mend it by a submission with tests: chotu-bot submit --force",
    )


def _diagnosed(tool: Tool, verdict: Triage) -> Diagnosed:
    return Diagnosed(
        tool=tool.contract.name,
        cause=verdict.cause.value,
        rule=verdict.rule,
        why=verdict.why,
        advice=verdict.advice,
    )


def _not_called(error: UsageError) -> Triage:
    return Triage(
        cause=Cause.CALLER,
        rule="caller/arguments",
        why=str(error),
        advice="call it as its contract says",
    )


def _not_now(why: str) -> Triage:
    return Triage(
        cause=Cause.FLAKY,
        rule="flaky/not-now",
        why=why,
        advice="call it again; if it still fails for you, give that call with --args and --expect",
    )


def _is_wanted(report: Report, result: "CallResult") -> bool:
    match report.wanted:
        case Returns(result=wanted):
            return isinstance(result, Returned) and result.result == wanted
        case Raises(error=error):
            return isinstance(result, Failed) and result.error == error
        case None:
            return False


def _was(result: "CallResult") -> str:
    if isinstance(result, Failed):
        return f"{result.error}: {result.message}"
    shown = repr(result.result)
    return f"returned {shown if len(shown) <= 200 else shown[:197] + '...'}"


def _nobody(tool: Tool, report: Report) -> Answer:
    if report.code is not None:
        return Unclear(
            why="nobody has said what the failing call should give",
            ask="say it: --expect JSON, or --expect-error NAME",
        )
    return NoGenerator(
        why=f"it is a fault of {tool.contract.name}, and nobody is there to mend it",
        advice=_BRING.format(tool=tool.contract.name),
    )
