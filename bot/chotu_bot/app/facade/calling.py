"""Calling tools, and finding the one to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from chotu_bot.app.details import Details, details_of_proposal, details_of_version
from chotu_bot.app.facade.mending import Mending
from chotu_bot.app.hints import call_text
from chotu_bot.app.marks import told
from chotu_bot.domain.answers import (
    Answer,
    Refused,
    Unclear,
)
from chotu_bot.domain.contract import Contract, Risk, digest
from chotu_bot.domain.draft import Origin
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import NotFoundError, UsageError
from chotu_bot.learning.decisions import Declined, Gap, Known, Vague

if TYPE_CHECKING:
    from chotu_bot.app.degrading import Degrading
    from chotu_bot.app.feeding import Feeding
    from chotu_bot.calling.call import CallResult, Tool
    from chotu_bot.calling.roots import Roots
    from chotu_bot.registry import Row
    from chotu_bot.sandbox.contract import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A known tool was called with arguments read from the text."""

    tool: str
    result: "CallResult"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A known tool would do it, but was not called."""

    tool: str
    call: str
    """The command, filled as far as the text goes."""
    why: str


Deed: TypeAlias = Done | Filled | Unclear | Refused


class Calling(Mending):
    """What calls tools, and what shows them."""

    def handle_unknown_command(
        self, text: str, *, folder: Path | None = None, roots: "Roots | None" = None
    ) -> "Deed | Answer":
        """What an agent calls when it has no tool: do it, or learn it where that is allowed.

        Args:
            text: the command, in the asker's own words.
            folder: what relative paths refer to; the present one where it is not given.
            roots: the folders that paths may be in; None for any.
        """
        request = self._request(text, (), None, "agent")
        decision = self._reception.decide(request)
        if isinstance(decision, Known):
            return self.do(text, folder=folder, roots=roots)
        if isinstance(decision, Gap) and not self._shop.settings.learning.auto_learning_enabled:
            self.journal.unmet(request)
        return self._learn_unasked(text, origin="agent")

    def run(
        self,
        name: str,
        arguments: Mapping[str, Json],
        *,
        folder: Path | None = None,
        who: Origin = "person",
    ) -> "CallResult":
        """Call a tool in the sandbox; relative paths refer to ``folder`` or the present one.

        Raises:
            NotFoundError: when there is no such tool, or version (``name@1.0.0``).
            UsageError: when the arguments do not fit its contract.
            SandboxUnavailableError: when it cannot be run safely.
        """
        return self._call(self._tool(name), arguments, folder or Path.cwd(), who)

    def do(self, text: str, *, folder: Path | None = None, roots: "Roots | None" = None) -> Deed:
        """Do ``text`` with a known tool when its arguments can be read from it.

        Args:
            text: the command, in the asker's own words.
            folder: what relative paths refer to; the present one where it is not given.
            roots: the folders that paths may be in; None for any.

        Raises:
            NotFoundError: when no tool does it.
        """
        from chotu_bot.learning.arguments import arguments_from_text

        request = self._request(text, (), None, "person")
        decision = self._reception.decide(request)
        if isinstance(decision, Gap):
            self.journal.unmet(request)
        if not isinstance(decision, Known):
            return _not_known(decision, text)
        tool = self._tool(decision.name)
        found = arguments_from_text(tool.contract, text)
        call = call_text(tool.contract, found.arguments)
        if tool.contract.risk.rank > Risk.READ.rank:
            why = f"{tool.contract.name} may {tool.contract.risk}; call it yourself"
            return Filled(tool=tool.contract.name, call=call, why=why)
        if not found.complete:
            why = _incomplete(found.missing, found.unused)
            return Filled(tool=tool.contract.name, call=call, why=why)
        result = self._call(tool, found.arguments, folder or Path.cwd(), "person", roots)
        return Done(tool=tool.contract.name, result=result)

    def call_for_client(
        self,
        tool: "Tool",
        arguments: Mapping[str, Json],
        folder: Path,
        roots: "Roots",
        cancellation: "Cancellation",
    ) -> "CallResult":
        """As ``run``, for a tool that is at hand and a client that is held to ``roots``."""
        return self._call(tool, arguments, folder, "agent", roots, cancellation)

    def tools(self) -> tuple["Row", ...]:
        """Every tool on the served branch that is not retired, by name."""
        retired = self.life.retired()
        return tuple(row for row in self._shop.index.rows() if row.name not in retired)

    def contract(self, name: str) -> Contract:
        """The contract of a tool, or of a version (``name@1.0.0``)."""
        return self._tool(name).contract

    def search(self, text: str, *, limit: int = 5) -> tuple[tuple["Row", float], ...]:
        """The tools nearest to ``text`` with their scores, best first."""
        rows = {row.name: row for row in self.tools()}
        hits = self._reception.known.rank(text, limit + len(self.life.retired()))
        found = [(hit.document.key, hit.score) for hit in hits if hit.document.key in rows]
        return tuple((rows[name], score) for name, score in found[:limit])

    def show(self, name: str) -> Details:
        """A tool as it landed, one of its versions (``name@1.0.0``), or its open proposal."""
        plain, _, version = name.partition("@")
        publisher = self._shop.publisher
        if not version and self._shop.registry.record(plain) is None:
            return details_of_proposal(self._shop.repository, publisher.proposal(plain))
        found = (
            publisher.versions.find(plain, version)
            if version
            else publisher.versions.present(plain)
        )
        details = details_of_version(publisher.versions, found)
        mark = self._shop.marks.standing(plain, digest(details.source.encode()))
        return replace(details, mark=told(mark)) if mark else details

    def review(self, name: str) -> str:
        """The review packet, as Markdown: of the open proposal, else of what landed."""
        from chotu_bot.app.packet import Packets

        return Packets(self._shop).packet(name)

    def _tool(self, name: str) -> "Tool":
        return self.life.tool(name)

    def _call(
        self,
        tool: "Tool",
        arguments: Mapping[str, Json],
        folder: Path,
        who: Origin,
        roots: "Roots | None" = None,
        cancellation: "Cancellation | None" = None,
    ) -> "CallResult":
        from chotu_bot.calling.call import Failed

        try:
            result = self._shop.caller.call(
                tool, arguments, folder, roots=roots, cancellation=cancellation
            )
        except UsageError as error:
            self._feeding.misfit(tool.contract.name, arguments, error)
            raise
        self.journal.call(tool, arguments, folder, result, who)
        if isinstance(result, Failed):
            self._feeding.failed(tool, arguments, folder, result)
        self._degrading.after_call(tool, failed=isinstance(result, Failed))
        return result

    @cached_property
    def _feeding(self) -> "Feeding":
        from chotu_bot.app.feeding import Feeding

        return Feeding(self._shop, self.journal, self._reception, self._improving)

    @cached_property
    def _degrading(self) -> "Degrading":
        from chotu_bot.app.degrading import Degrading

        return Degrading(
            self._shop,
            self._reception,
            lambda: self._improving,
            lambda: self._collaborators(submitted=True),
        )


def _not_known(decision: Gap | Vague | Declined, text: str) -> Unclear | Refused:
    match decision:
        case Gap():
            raise NotFoundError(f"no tool does this yet; learn one: chotu-bot learn {text!r}")
        case Vague():
            return Unclear(why=decision.why, ask=decision.ask, options=decision.options)
        case Declined():
            return Refused(rule=decision.rule, why=decision.why)


def _incomplete(missing: Iterable[str], unused: Iterable[str]) -> str:
    parts = []
    if names := ", ".join(missing):
        parts.append(f"the text gives no {names}")
    if values := ", ".join(unused):
        parts.append(f"nothing takes {values}")
    return "; ".join(parts)
