"""One repository as the MCP server sees it."""

import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from chotu_bot.calling.roots import Roots
from chotu_bot.domain.answers import Answer, Improvement
from chotu_bot.domain.contract import Example
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE
from chotu_bot.domain.shapes import Json

if TYPE_CHECKING:
    from chotu_bot.app.chotu import Chotu, Done
    from chotu_bot.app.standing import Standing
    from chotu_bot.app.workshop import Workshop
    from chotu_bot.calling.call import CallResult
    from chotu_bot.calling.following import FollowingCatalog, Served
    from chotu_bot.monitoring.figures import Figures
    from chotu_bot.monitoring.suggestions import Suggestion
    from chotu_bot.publishing.values import Landing, Proposal, Rollback, Version
    from chotu_bot.registry import Row
    from chotu_bot.sandbox.contract import Cancellation
    from chotu_bot.serving.bot import Listener
    from chotu_bot.settings import Serving

_READ_AHEAD = 2_000
"""Tools; the rest is read when a search first comes near them."""


class Service:
    """What agents may do with a repository: ``serving.bot.Bot``, over ``Chotu``.

    Args:
        chotu: the repository, open.
        shop: its collaborators.
        folder: what relative paths of clients refer to, and where they stay, unless
            ``[serving] roots`` names other folders.
    """

    def __init__(self, chotu: "Chotu", shop: "Workshop", folder: Path) -> None:
        self._chotu = chotu
        self._shop = shop
        self._folder = folder

    @property
    def settings(self) -> "Serving":
        """The section of chotu.ini."""
        return self._shop.settings.serving

    @cached_property
    def catalog(self) -> "FollowingCatalog":
        """The tools, followed as the branch moves."""
        from chotu_bot.calling.following import FollowingCatalog
        from chotu_bot.serving.texts import objection

        return FollowingCatalog(self._shop.repository, self._shop.branch, objection)

    @property
    def state_folder(self) -> Path:
        """``.chotu``."""
        return self._shop.repository.state_folder

    @cached_property
    def _standing(self) -> "Standing":
        from chotu_bot.app.standing import Standing

        return Standing(self._chotu.life, self.catalog)

    @cached_property
    def _roots(self) -> Roots:
        return Roots.of(self.settings.roots or (self._folder,), self._shop.root)

    def begin(self) -> None:
        """Load the tools, and keep open what every call needs."""
        self._shop.journal.keep_open()
        self.catalog.refresh()

    def warm_up(self) -> None:
        """Make ready what the first call would wait for."""
        self._shop.warm_up(tests=False)

    def read_ahead(self) -> None:
        """Make ready what the first searches would wait for."""
        self._shop.analyzer.read_ahead()
        self._shop.recipes.ranker.read_ahead(0)
        self._shop.reception.known.read_ahead(_READ_AHEAD)

    def served(self, name: str) -> "Served":
        """What serves as ``name`` now, the figures and people's decisions heeded."""
        return self._standing.served(name)

    @property
    def turns(self) -> int:
        """Changes when another version of a tool has come to serve, though no commit was made."""
        return self._standing.turns

    def in_service(self) -> frozenset[str]:
        """Names of the tools that are on the branch and not retired."""
        return self._standing.names()

    def call(
        self, served: "Served", arguments: Mapping[str, Json], cancellation: "Cancellation"
    ) -> "CallResult":
        """Call a tool for a client, within the operator's roots."""
        from chotu_bot.calling.call import Failed

        result = self._chotu.call_for_client(
            served.tool, arguments, self._folder, self._roots, cancellation
        )
        if isinstance(result, Failed):
            self._standing.forget(served.record.name)
        return result

    def learn(
        self, text: str, examples: Sequence[Example], name: str | None, *, force: bool
    ) -> Answer:
        """Learn for an agent, whose new version of a tool always waits for a person."""
        return self._chotu.learn(
            text, examples=examples, name=name, force=force, propose=force, origin="agent"
        )

    def submit(self, tool: str, tests: str, text: str, name: str | None, *, force: bool) -> Answer:
        """Send what an agent wrote through the gate."""
        with tempfile.TemporaryDirectory(prefix="chotu-submission-") as made:
            folder = Path(made)
            (folder / TOOL_FILE).write_text(tool, "utf-8", "surrogateescape")
            (folder / TEST_FILE).write_text(tests, "utf-8", "surrogateescape")
            return self._chotu.submit(
                folder / TOOL_FILE,
                folder / TEST_FILE,
                text,
                name=name,
                force=force,
                propose=force,
                origin="agent",
            )

    def handle_unknown_command(self, text: str) -> Answer | Mapping[str, Json]:
        """Do it with a known tool, within the roots, else learn it where that is allowed."""
        from chotu_bot.app.chotu import Done, Filled

        deed = self._chotu.handle_unknown_command(text, folder=self._folder, roots=self._roots)
        match deed:
            case Done():
                return _done(deed)
            case Filled():
                return {"status": "filled", "tool": deed.tool, "why": deed.why}
            case _:
                return deed

    def handle_tool_failure(
        self, tool: str, error: str, intent: str, arguments: Mapping[str, Json] | None
    ) -> Improvement:
        """Mend a tool that failed an agent, within the roots, or say whose fault it was."""
        return self._chotu.handle_tool_failure(
            tool, error, intent, arguments, folder=self._folder, roots=self._roots
        )

    def figures(self, name: str | None) -> "Figures":
        """How all tools are doing, or one."""
        return self._chotu.figures(name)

    def suggestions(self) -> "Sequence[Suggestion]":
        """What could be learned, mended or retired."""
        return self._chotu.suggestions()

    def dashboard(self) -> str:
        """How everything goes, as one page of HTML."""
        return self._chotu.dashboard_page()

    def listen(self, listener: "Listener | None") -> None:
        """Who is told of the stages of what is learned from now on."""
        self._shop.notify = listener or _silent

    def search(self, text: str, limit: int) -> "Sequence[tuple[Row, float]]":
        """The tools nearest to ``text``, best first."""
        return self._chotu.search(text, limit=limit)

    def rows(self) -> "Sequence[Row]":
        """Every tool, by name."""
        return self._chotu.tools()

    def history(self, name: str) -> "Sequence[Version]":
        """Every version of a tool, newest first."""
        return self._chotu.history(name)

    def evidence(self, name: str) -> Mapping[str, Json]:
        """What the gate saw of the present version."""
        return cast("Mapping[str, Json]", self._chotu.show(name).evidence)

    def rollback(self, name: str, to: str | None, reason: str) -> "Rollback":
        """Go back one version, or to a given one."""
        return self._chotu.rollback(name, to=to, reason=reason or "an agent asked for it")

    def proposal(self, name: str) -> "Proposal":
        """An open proposal."""
        return self._shop.publisher.proposal(name)

    def proposals(self) -> "Sequence[Proposal]":
        """Every open proposal."""
        return self._chotu.proposals()

    def approve(self, name: str, seal: str) -> "Landing":
        """Land what a person looked at, on that person's word."""
        return self._chotu.approve(name, seal=seal)

    def uses(self) -> Mapping[str, int]:
        """How often each tool was called."""
        return self._shop.journal.uses()

    def pinned(self) -> frozenset[str]:
        """Tools that are pinned to a version."""
        return frozenset(self._chotu.life.pins())


def _silent(_name: str, _result: str) -> None:
    """Nobody listens."""


def _done(deed: "Done") -> Mapping[str, Json]:
    from chotu_bot.calling.call import Returned

    if isinstance(deed.result, Returned):
        return {"status": "done", "tool": deed.tool, "result": deed.result.result}
    error = f"{deed.result.error}: {deed.result.message}"
    return {"status": "failed", "tool": deed.tool, "error": error}
