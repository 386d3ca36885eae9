"""What the server needs of one repository; ``app`` provides it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chotu_bot.calling.call import CallResult
from chotu_bot.calling.following import FollowingCatalog, Served
from chotu_bot.domain.answers import Answer, Improvement
from chotu_bot.domain.contract import Example
from chotu_bot.domain.shapes import Json
from chotu_bot.sandbox.contract import Cancellation
from chotu_bot.settings import Serving

if TYPE_CHECKING:
    from chotu_bot.monitoring.figures import Figures
    from chotu_bot.monitoring.suggestions import Suggestion
    from chotu_bot.publishing.values import Landing, Proposal, Rollback, Version
    from chotu_bot.registry import Row

Listener = Callable[[str, str], None]
"""Told of each stage of learning: its name and what came of it."""


class Bot(Protocol):
    """One repository of tools. Every method may block, and is called from worker threads."""

    @property
    def settings(self) -> Serving:
        """The section of chotu.ini."""
        ...

    @property
    def catalog(self) -> FollowingCatalog:
        """The tools."""
        ...

    @property
    def state_folder(self) -> Path:
        """Where jobs are kept."""
        ...

    def begin(self) -> None:
        """Load the tools, and keep open what every call needs."""
        ...

    def warm_up(self) -> None:
        """Make ready what the first call would wait for."""
        ...

    def read_ahead(self) -> None:
        """Make ready what the first searches would wait for."""
        ...

    def served(self, name: str) -> Served:
        """What serves as ``name`` now, the figures and people's decisions heeded.

        Raises:
            NotFoundError: when there is none, or it is retired.
            UnfitToolError: when its bytes are not what was approved.
            ToolFailedError: when it is quarantined and nothing can serve instead.
        """
        ...

    @property
    def turns(self) -> int:
        """Changes when another version of a tool has come to serve, though no commit was made."""
        ...

    def in_service(self) -> frozenset[str]:
        """Names of the tools that are on the branch and not retired."""
        ...

    def call(
        self, served: Served, arguments: Mapping[str, Json], cancellation: Cancellation
    ) -> CallResult:
        """Call a tool for a client, within the operator's roots."""
        ...

    def learn(
        self, text: str, examples: Sequence[Example], name: str | None, *, force: bool
    ) -> Answer:
        """Learn for an agent; ``force`` proposes a new version of the tool that does it."""
        ...

    def submit(self, tool: str, tests: str, text: str, name: str | None, *, force: bool) -> Answer:
        """Send what an agent wrote through the gate."""
        ...

    def handle_unknown_command(self, text: str) -> Answer | Mapping[str, Json]:
        """Do it with a known tool, else learn it where that is allowed."""
        ...

    def handle_tool_failure(
        self, tool: str, error: str, intent: str, arguments: Mapping[str, Json] | None
    ) -> Improvement:
        """Mend a tool that failed an agent, or say whose fault it was."""
        ...

    def figures(self, name: str | None) -> "Figures":
        """How all tools are doing, or one."""
        ...

    def suggestions(self) -> "Sequence[Suggestion]":
        """What could be learned, mended or retired."""
        ...

    def dashboard(self) -> str:
        """How everything goes, as one page of HTML."""
        ...

    def listen(self, listener: Listener | None) -> None:
        """Who is told of the stages of what is learned from now on."""
        ...

    def search(self, text: str, limit: int) -> "Sequence[tuple[Row, float]]":
        """The tools nearest to ``text``, best first."""
        ...

    def rows(self) -> "Sequence[Row]":
        """Every tool, by name."""
        ...

    def history(self, name: str) -> "Sequence[Version]":
        """Every version of a tool, newest first."""
        ...

    def evidence(self, name: str) -> Mapping[str, Json]:
        """What the gate saw of the present version."""
        ...

    def rollback(self, name: str, to: str | None, reason: str) -> "Rollback":
        """Go back one version, or to a given one."""
        ...

    def proposal(self, name: str) -> "Proposal":
        """An open proposal."""
        ...

    def proposals(self) -> "Sequence[Proposal]":
        """Every open proposal."""
        ...

    def approve(self, name: str, seal: str) -> "Landing":
        """Land what a person looked at, on that person's word."""
        ...

    def uses(self) -> Mapping[str, int]:
        """How often each tool was called."""
        ...

    def pinned(self) -> frozenset[str]:
        """Tools that are listed first."""
        ...
