"""Failures of calls, fed into learning by themselves: only the tool's own, and not all the time."""

from collections.abc import Mapping
from pathlib import Path

from chotu_bot.app.improving import Improving
from chotu_bot.app.logbook import Logbook, kept_arguments
from chotu_bot.app.pausing import why_later
from chotu_bot.app.reception import Reception
from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Failed, Tool
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import ChotuError, UsageError
from chotu_bot.learning.causes import RULES
from chotu_bot.learning.reports import Report, is_harmless
from chotu_bot.learning.triage import Case, Cause, Triage, triage


class Feeding:
    """What happens after a call failed."""

    def __init__(
        self, workshop: Workshop, logbook: Logbook, reception: Reception, improving: Improving
    ) -> None:
        self._shop = workshop
        self._logbook = logbook
        self._reception = reception
        self._improving = improving

    def misfit(self, name: str, arguments: Mapping[str, Json], error: UsageError) -> None:
        """A call that was not made, because its arguments do not fit; no mark on the tool."""
        verdict = Triage(
            cause=Cause.CALLER,
            rule="caller/arguments",
            why=str(error),
            advice="call it as its contract says",
        )
        self._logbook.failure(name, verdict, kept_arguments(arguments))

    def failed(
        self, tool: Tool, arguments: Mapping[str, Json], folder: Path, failed: Failed
    ) -> None:
        """A call that failed: whose fault it was is noted; a tool's own may start learning.

        What keeps the learning from succeeding is told as a stage, and is never the caller's
        trouble: the call has its own answer.
        """
        case = Case(contract=tool.contract, failed=failed, arguments=arguments, folder=folder)
        verdict = triage(case, RULES, None)
        held = self._why_not(tool, arguments, folder, verdict)
        facts: dict[str, Json] = {
            "version": tool.contract.version,
            "error": failed.error,
            "learning": held or "started",
        }
        self._logbook.failure(tool.contract.name, verdict, facts)
        if not held:
            self._learn(tool, arguments, folder, failed)

    def _learn(
        self, tool: Tool, arguments: Mapping[str, Json], folder: Path, failed: Failed
    ) -> None:
        name = tool.contract.name
        self._shop.notify("improve", f"{name} failed by its own fault")
        report = Report(
            tool=name,
            error=f"{failed.error}: {failed.message}",
            arguments=arguments,
            folder=folder,
            origin="bot",
        )
        try:
            answer = self._improving.improve(report)
        except ChotuError as error:
            self._logbook.gave_up(tool.contract, report, error)
            self._shop.notify("improve", f"{type(error).__name__}: {error}")
        else:
            self._shop.notify("improve", answer.status)

    def _why_not(
        self, tool: Tool, arguments: Mapping[str, Json], folder: Path, verdict: Triage
    ) -> str:
        """What keeps this failure from starting to learn; empty where nothing does."""
        learning = self._shop.settings.learning
        if verdict.cause is not Cause.TOOL:
            return f"{verdict.cause}, not the tool"
        if not learning.auto_learning_enabled:
            return "[learning] auto_learning_enabled = 0"
        if not self._reception.has_model:
            return "no model is configured"
        if not is_harmless(tool.contract, arguments, folder):
            return "the call cannot be made again without doing harm"
        return why_later(self._shop, tool)
