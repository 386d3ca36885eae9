"""Mending: from failures, whoever reports them."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chotu_bot.app.examples import examples_of
from chotu_bot.app.facade.learning import Learning, read_file
from chotu_bot.domain.answers import Answer, Refused
from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Origin
from chotu_bot.domain.regression import Expectation
from chotu_bot.domain.shapes import Json

if TYPE_CHECKING:
    from chotu_bot.app.improving import Improving
    from chotu_bot.calling.roots import Roots
    from chotu_bot.domain.answers import Improvement
    from chotu_bot.learning.reports import Report


class Mending(Learning):
    """What mends a tool that failed, or says whose fault it was."""

    def improve(  # noqa: PLR0913 - what a person may say of a failure
        self,
        name: str,
        *,
        error: str = "",
        intent: str = "",
        arguments: Mapping[str, Json] | None = None,
        expect: Expectation | None = None,
        examples: Iterable[Example | str] = (),
        code: Path | None = None,
        propose: bool = False,
        dry_run: bool = False,
        origin: Origin = "person",
    ) -> "Improvement":
        """Mend a tool that failed, where the failure is its own; else say whose it is.

        Args:
            name: the tool; where there is none of that name, one is learned for ``intent``.
            error: the error as it was seen.
            intent: what the call was for.
            arguments: of the failing call; else the latest failure in the journal is taken.
            expect: what the call should give; else a model says so without seeing the code.
            examples: further calls with their right results, held out from the author.
            code: a file with the mended tool; else a model writes it.
            propose: leave it on its branch.
            dry_run: judge, and write nothing.
            origin: who reports.

        Raises:
            NotFoundError: when there is no such tool and no intent.
            GeneratorError: when the author failed.
        """
        from chotu_bot.learning.reports import Report

        report = Report(
            tool=name,
            error=error,
            intent=intent,
            arguments=arguments,
            wanted=expect,
            examples=examples_of(examples),
            code=read_file(code) if code else None,
            origin=origin,
            propose=propose,
            dry_run=dry_run,
        )
        return self._improving.improve(report)

    def handle_tool_failure(
        self,
        tool: str,
        error: str,
        intent: str,
        arguments: Mapping[str, Json] | None = None,
        *,
        folder: Path | None = None,
        roots: "Roots | None" = None,
    ) -> "Improvement":
        """What an agent calls when a tool failed it; only the tool's own faults are mended.

        Args:
            tool: its name.
            error: the error as it was seen.
            intent: what the call was for.
            arguments: of the failing call; else the latest failure in the journal is taken.
            folder: what relative paths refer to; the present one where it is not given.
            roots: the folders that paths may be in; None for any.
        """
        from chotu_bot.learning.reports import Report

        report = Report(
            tool=tool,
            error=error,
            intent=intent,
            arguments=arguments,
            folder=folder or Path.cwd(),
            roots=roots,
            origin="agent",
        )
        return self._improving.improve(report)

    def learn_from_failure(
        self,
        *,
        tool_name: str,
        error: str,
        user_intent: str,
        arguments: Mapping[str, Json] | None = None,
    ) -> "Improvement":
        """The same, by the specification's other name."""
        return self.handle_tool_failure(tool_name, error, user_intent, arguments)

    def _learn_unasked(self, text: str, **wishes: Any) -> Answer:
        """Learn with no person asking, where that is allowed."""
        if not self._shop.settings.learning.auto_learning_enabled:
            return Refused(
                rule="configuration/auto-learning-off",
                why="[learning] auto_learning_enabled = 0; a person may ask with chotu-bot learn",
            )
        return self.learn(text, **wishes)

    @cached_property
    def _improving(self) -> "Improving":
        from chotu_bot.app.improving import Improving

        def learn(report: "Report") -> Answer:
            ask = self.learn if report.origin == "person" else self._learn_unasked
            return ask(
                report.intent,
                name=report.tool or None,
                propose=report.propose,
                dry_run=report.dry_run,
                origin=report.origin,
            )

        return Improving(
            self._shop,
            self.journal,
            self._reception,
            lambda: self._collaborators(submitted=True),
            learn,
        )
