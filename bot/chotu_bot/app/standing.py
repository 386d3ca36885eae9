"""Which version of each tool a server calls, as figures and people decide."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chotu_bot.errors import ToolFailedError

if TYPE_CHECKING:
    from chotu_bot.app.life import Life
    from chotu_bot.calling.following import FollowingCatalog, Served
    from chotu_bot.publishing.values import Version

_FRESH_SECONDS = 1.0
"""How long what the figures say is taken as read; other processes' calls count after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What the figures said of the present version."""

    present: "Served"
    at: float
    instead: "Version | None"


class Standing:
    """Decides as ``Life`` does, and asks the journal about a tool only now and then."""

    def __init__(
        self, life: "Life", catalog: "FollowingCatalog", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._life = life
        self._catalog = catalog
        self._clock = clock
        self._judged: dict[str, _Judged] = {}
        self._serving: dict[str, str] = {}
        self.turns = 0
        """How often another version came to serve, as far as this process has seen."""

    def served(self, name: str) -> "Served":
        """What serves as ``name``: pinned, present, or the last good version before it.

        Raises:
            NotFoundError: when there is none, or it is retired.
            ToolFailedError: when it is quarantined and no earlier version can serve instead.
        """
        self._life.require_in_service(name)
        instead = self._life.pinned(name)
        if instead is None:
            present = self._catalog.served(name)
            instead = self._instead(present)
            if instead is None:
                self._note(name, "")
                return present
        self._note(name, instead.commit)
        return self._catalog.at(instead.commit, instead.category, name)

    def forget(self, name: str) -> None:
        """A call failed: the figures are looked at anew."""
        self._judged.pop(name, None)

    def names(self) -> frozenset[str]:
        """The tools that are on the branch and not retired."""
        return frozenset(self._catalog.shelf.entries.keys() - self._life.retired().keys())

    def _instead(self, present: "Served") -> "Version | None":
        name, now = present.record.name, self._clock()
        held = self._judged.get(name)
        if held is None or held.present is not present or now - held.at >= _FRESH_SECONDS:
            try:
                instead = self._life.stand_in(present.tool)
            except ToolFailedError:
                self._note(name, "nothing")
                raise
            held = self._judged[name] = _Judged(present=present, at=now, instead=instead)
        return held.instead

    def _note(self, name: str, commit: str) -> None:
        if self._serving.setdefault(name, commit) != commit:
            self._serving[name] = commit
            self.turns += 1
