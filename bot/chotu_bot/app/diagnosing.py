"""Whose fault a reported failure is: told where that is enough, else seen by calling again."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chotu_bot.app.succession import Fault
from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Failed, Returned, Tool
from chotu_bot.calling.paths import plan
from chotu_bot.domain.answers import Diagnosed, Unclear
from chotu_bot.domain.regression import FailedCall, Raises, Returns
from chotu_bot.errors import UsageError
from chotu_bot.learning.causes import RULES
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


class Diagnosing:
    """Looks into one report of one tool."""

    def __init__(self, workshop: Workshop, tool: Tool, report: Report) -> None:
        self._shop = workshop
        self._tool = tool
        self._report = report

    def diagnosis(self) -> tuple[Found, Fault] | Diagnosed | Unclear:
        """The failing call with the tool's own fault, or why there is nothing to mend."""
        tool, report = self._tool, self._report
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
        fault = self._fault(found)
        return (found, fault) if isinstance(fault, Fault) else fault

    def _fault(self, found: Found) -> Fault | Diagnosed | Unclear:
        tool = self._tool
        try:
            arguments, files = portable(tool.contract, found.arguments, found.folder)
            result = self._again(found)
        except NotPortableError as error:
            return Unclear(why=str(error), ask="report a call with smaller files")
        except UsageError as error:
            return _diagnosed(tool, _not_called(error))
        verdict = self._verdict(found, result)
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

    def _again(self, found: Found) -> "CallResult":
        return self._shop.caller.rehearse(self._tool, found.arguments, found.folder)

    def _verdict(self, found: Found, result: "CallResult") -> Triage | Unclear:
        report = self._report
        if _is_wanted(report, result):
            return _not_now("the present version gives just that")
        if isinstance(result, Failed):
            return self._of_failure(found, result)
        if report.wanted is not None:
            return Triage(cause=Cause.TOOL, rule="tool/wrong-result", why=_was(result), advice="")
        if found.recorded:
            return _not_now("it returned when it was called again")
        return Unclear(
            why=f"the call {_was(result)}",
            ask="say what it should give: --expect JSON, or --expect-error NAME",
        )

    def _of_failure(self, found: Found, failed: Failed) -> Triage:
        tool, report = self._tool, self._report
        case = Case(
            contract=tool.contract, failed=failed, arguments=found.arguments, folder=found.folder
        )
        verdict = triage(case, RULES, lambda: self._again(found))
        # A person who says what such input should give has the last word on whether it is right.
        contested = verdict.rule in {"caller/documented", "caller/content"}
        if contested and report.wanted is not None and report.origin == "person":
            return replace(verdict, cause=Cause.TOOL, rule="tool/expected")
        return verdict


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
