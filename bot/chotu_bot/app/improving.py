"""From a failure to a version that mends it, or to the answer that it was not the tool's fault."""

import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from chotu_bot.app.diagnosing import Diagnosing
from chotu_bot.app.forging import LANDS_NOTHING, Forging
from chotu_bot.app.logbook import Logbook
from chotu_bot.app.reception import Reception
from chotu_bot.app.succession import Fault, Start, Succession
from chotu_bot.app.workshop import Workshop
from chotu_bot.calling.call import Tool
from chotu_bot.domain.answers import Answer, Improvement, NoGenerator, Refused, Unclear
from chotu_bot.domain.draft import Authorship, Candidate, Draft, Request, Task
from chotu_bot.domain.names import refusal
from chotu_bot.domain.regression import Raises
from chotu_bot.errors import NotFoundError, UsageError
from chotu_bot.generators.mending import CodeMender, ModelMender
from chotu_bot.generators.submitted import MalformedSubmissionError
from chotu_bot.learning.collaborators import Author, Collaborators, Wish
from chotu_bot.learning.controller import Controller
from chotu_bot.learning.decisions import Declined
from chotu_bot.learning.reports import Found, Report

if TYPE_CHECKING:
    from chotu_bot.app.authors import Writer

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
        self._forging = Forging(workshop)

    def improve(self, report: Report) -> Improvement:
        """Answer a report; nothing is written unless the answer is proposed or landed.

        Raises:
            NotFoundError: when there is no such tool, and no intent to learn one for.
            UsageError: when it is to raise what is no built-in error.
            GeneratorError: when the model failed.
            SandboxUnavailableError: when nothing can be run safely.
            RepositoryError: when the repository cannot take a landing.
            ForgeError: when the proposal is made, and the forge takes no pull request for it.
        """
        _require_known_error(report)
        declined = self._declined(report)
        if declined is not None:
            return declined
        if self._shop.registry.record(report.tool) is None:
            return self._unknown(report)
        tool = self._shop.catalog.tool(report.tool)
        answer = self._improve(tool, report)
        marked = self._shop.marks.after(tool, report, answer)
        self._logbook.improvement(tool.contract, report, answer, marked=marked)
        return self._forging.offered(answer)

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
        found = Diagnosing(self._shop, tool, report).diagnosis()
        return self._mend(tool, report, *found) if isinstance(found, tuple) else found

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
        category = tool.contract.category
        writer = self._reception.authors.writer(category) if report.code is None else None
        start = succession.start(fault, foreseen, _authorship(report, writer, tokens))
        recorded = found.recorded or report.origin != "person"
        wait = "its new test holds the arguments of somebody's call" if recorded else ""
        wish = Wish(
            propose=report.propose,
            dry_run=report.dry_run,
            replaces=tool.contract.name,
            wait=wait or (LANDS_NOTHING if self._forging.is_wanted else ""),
        )
        controller = Controller(self._shop.settings, self._tailored(start))
        try:
            return controller.learn(request, wish, self._author(report, writer, start))
        except MalformedSubmissionError as error:
            return Unclear(why=str(error), ask="bring a file that can be read as the tool")

    def _task(self, request: Request) -> Task:
        return Task(
            request=request,
            allowed_dependencies=self._shop.allowed_dependencies(),
            lessons=self._collaborators().lessons(request),
        )

    def _author(self, report: Report, writer: "Writer | None", start: Start) -> Author:
        if writer is not None:
            model = ModelMender(writer.generator, start.base, start.failure)
            return replace(writer.author(start.base.contract.category), generator=model)
        code = CodeMender(cast("bytes", report.code), start.base, self._shop.permissions_of)
        return Author(generator=code, title="code as brought")

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


def _authorship(report: Report, writer: "Writer | None", tokens: int) -> Authorship:
    if writer is None:
        return Authorship(generator="submitted", source=report.origin, tokens=tokens)
    return Authorship(
        generator="openai",
        source=writer.generator.source,
        model=writer.option.model,
        temperature=writer.option.temperature,
        tokens=tokens,
    )


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
