"""A repository of tools, open: what every part of ``Chotu`` stands on."""

from pathlib import Path
from typing import TYPE_CHECKING, Self

from chotu_bot.app.forging import Forging
from chotu_bot.app.life import Life
from chotu_bot.app.logbook import Logbook
from chotu_bot.app.merging import Merging
from chotu_bot.app.premises import Notify
from chotu_bot.app.setup import make_repository
from chotu_bot.app.workshop import Workshop

if TYPE_CHECKING:
    from chotu_bot.app.reception import Reception


def _silent(_name: str, _result: str) -> None:
    """Progress that nobody listens to."""


class Facade:
    """One repository, open until it is closed."""

    def __init__(self, workshop: Workshop) -> None:
        """Use ``Chotu.open``."""
        self._shop = workshop

    @classmethod
    def open(
        cls, folder: Path | str = ".", *, notify: Notify = _silent, push: bool = False
    ) -> Self:
        """The repository around ``folder``; what a killed command left undone is completed.

        Args:
            folder: any folder inside it.
            notify: told of each stage, with its result.
            push: land upstream first, whatever ``[publishing] mode`` says.

        Raises:
            RepositoryError: when there is none.
        """
        workshop = Workshop(Path(folder), notify, push=push)
        for sentence in workshop.follower.complete():
            notify("recover", sentence)
        return cls(workshop)

    @classmethod
    def init(cls, folder: Path | str, *, notify: Notify = _silent) -> Self:
        """Make ``folder`` a repository of tools, keeping what is there, and open it.

        Raises:
            RepositoryError: when git cannot make it.
        """
        make_repository(Path(folder))
        return cls.open(folder, notify=notify)

    def close(self) -> None:
        """Stop everything that was started."""
        self._shop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def root(self) -> Path:
        """The working tree."""
        return self._shop.root

    @property
    def branch(self) -> str:
        """The served branch."""
        return self._shop.branch

    @property
    def journal(self) -> Logbook:
        """What happened here: the last events, all of them as JSON Lines, retention."""
        return self._shop.logbook

    @property
    def life(self) -> "Life":
        """Which version of each tool serves, and what people decided about it."""
        return self._shop.life

    @property
    def _reception(self) -> "Reception":
        return self._shop.reception

    @property
    def _forging(self) -> Forging:
        return Forging(self._shop)

    @property
    def _merging(self) -> Merging:
        return Merging(self._shop)

    @property
    def _person(self) -> str:
        return self._shop.repository.configuration.person("committer").name
