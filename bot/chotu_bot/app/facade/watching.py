"""Watching how everything goes, and acting on it."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.facade.learning import Learning
from chotu_bot.domain.answers import (
    Answer,
)

if TYPE_CHECKING:
    from chotu_bot.app.watch import Overview, Watch
    from chotu_bot.monitoring.figures import Figures
    from chotu_bot.monitoring.suggestions import Suggestion


class Watching(Learning):
    """What tells how the tools do."""

    @cached_property
    def watch(self) -> "Watch":
        """How the tools are doing: figures, unmet demand, suggestions."""
        from chotu_bot.app.watch import Watch

        return Watch(self._shop, self._reception, self.life)

    def figures(self, name: str | None = None) -> "Figures":
        """Success rates, times, costs and the health score, of all tools or of one."""
        return self.watch.figures(name)

    def suggestions(self) -> "tuple[Suggestion, ...]":
        """What could be learned, mended or retired, each with the command that does it."""
        return self.watch.suggestions()

    def learn_suggested(self, count: int) -> "Iterator[tuple[Suggestion, Answer]]":
        """Learn the ``count`` capabilities that are wanted most; ``max_auto_tools`` is heeded."""
        return self.watch.act(count, lambda text: self.learn(text, origin="bot"))

    def overview(self) -> "Overview":
        """Components, tools by state, learned and failed, proposals, guarantees in force."""
        return self.watch.overview()

    def dashboard(self, folder: Path) -> Path:
        """Write one static page that shows how everything goes; returns its path."""
        from chotu_bot.app.dashboard import write_dashboard

        return write_dashboard(self._shop, self.watch, folder)

    def dashboard_page(self) -> str:
        """The same page as HTML, without links to files."""
        from chotu_bot.app.dashboard import dashboard_page

        return dashboard_page(self._shop, self.watch, None)
