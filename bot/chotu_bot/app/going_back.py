"""The last good version of a tool, put back as a new one through the gate."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from chotu_bot.app.forging import LANDS_NOTHING
from chotu_bot.app.life import told
from chotu_bot.app.succession import are_independent, asked_for, predicate_of
from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Answer
from chotu_bot.domain.contract import digest
from chotu_bot.domain.draft import Candidate, Draft, Request, Round
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.restoration import Restoration
from chotu_bot.domain.toolfile import body_of
from chotu_bot.generators.restoring import EarlierVersion
from chotu_bot.learning.collaborators import Author, Collaborators, Wish
from chotu_bot.learning.controller import Controller

if TYPE_CHECKING:
    from chotu_bot.calling.call import Tool
    from chotu_bot.learning.lifecycle import Condition
    from chotu_bot.publishing.values import Version


class GoingBack:
    """Goes back to what was good.

    Args:
        workshop: builds everything else.
        collaborators: those of a submission, some of which are exchanged here.
    """

    def __init__(self, workshop: Workshop, collaborators: Callable[[], Collaborators]) -> None:
        self._shop = workshop
        self._collaborators = collaborators

    def earlier(self, tool: "Tool") -> "Version | None":
        """The last good version before the present one, unless it is the same code."""
        found = self._shop.life.last_good(tool.contract.name)
        if found is None:
            return None
        earlier = self._shop.publisher.versions.files(found)[TOOL_FILE]
        same = body_of(earlier.decode()) == body_of(tool.source.decode())
        return None if same else found

    def to(self, earlier: "Version", tool: "Tool", found: "Condition") -> Answer:
        """Send an earlier version through the gate, to replace the present one.

        Raises:
            RepositoryError: when the repository cannot take a proposal.
            SandboxUnavailableError: when nothing can be run safely.
        """
        name = tool.contract.name
        self._shop.shelf.require_room(name)
        files = self._shop.publisher.versions.files(earlier)
        predicate = predicate_of(files)
        generator = EarlierVersion(
            files[TOOL_FILE], files[TEST_FILE], independent_tests=are_independent(predicate)
        )
        why = self._restoration(tool, found, earlier)
        controller = Controller(self._shop.settings, self._tailored(why))
        request = asked_for(predicate, tool.contract, "bot")
        author = Author(generator=generator, title=f"{name} {earlier.version}, as it was")
        return controller.learn(request, self._wish(name), author)

    def _restoration(self, tool: "Tool", found: "Condition", earlier: "Version") -> Restoration:
        version, source = tool.contract.version, digest(tool.source)
        worst = self._shop.life.troubles(tool.contract.name, version, source)[0]
        # What it said may hold a caller's values, and a commit is for everybody.
        return Restoration(
            version=earlier.version,
            failing=version,
            figures=f"{found.state}: {told(found)}",
            error=f"{worst.error}, {worst.count} of {found.calls - found.successes} failures",
        )

    def _wish(self, name: str) -> Wish:
        """As any change it may land by itself where whatever passes the gate does."""
        settings, wait = self._shop.settings, ""
        if settings.publishing.lands_nothing:
            wait = LANDS_NOTHING
        elif settings.learning.safety_mode:
            wait = "it takes back what landed; a person says whether that, or mending it, is right"
        return Wish(replaces=name, wait=wait)

    def _tailored(self, why: Restoration) -> Collaborators:
        given = self._collaborators()

        def render(draft: Draft, request: Request) -> Candidate:
            return replace(given.render(draft, request), restoration=why)

        def record(_request: Request, rounds: tuple[Round, ...], _answer: Answer) -> None:
            # Nobody asked for anything, so it is no request, and no lesson comes of old code.
            self._shop.logbook.attempts(rounds)

        return replace(given, render=render, record=record)
