"""What a workshop stands on: one repository, its configuration, its sandbox and its records."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from chotu_bot.errors import RepositoryError, SandboxUnavailableError
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Backend, Limits
from chotu_bot.settings import Settings, load_file

if TYPE_CHECKING:
    from chotu_bot.calling.catalog import Catalog
    from chotu_bot.journal.journal import Journal
    from chotu_bot.publishing import Publisher
    from chotu_bot.publishing.audit import Audited
    from chotu_bot.registry import DerivedIndex, Registry, Rulings
    from chotu_bot.sandbox.local import LocalSandbox
    from chotu_bot.vcs.following import Follower
    from chotu_bot.vcs.upstream import Upstream

Notify = Callable[[str, str], None]
"""Told of each stage: its name and what came of it."""
LOCK_FILE = "chotu.lock"
_PATIENCE = 3


class Premises:
    """One repository, and each thing made when it is first needed; closing stops what runs."""

    def __init__(self, folder: Path, notify: Notify, *, push: bool = False) -> None:
        from chotu_bot.vcs import Repository

        self.notify = notify
        self._push = push
        self.repository: Repository = Repository.open(folder)
        self._opened: list[Callable[[], None]] = [self.repository.close]

    def closes(self, end: Callable[[], None]) -> None:
        """Call ``end`` when this is closed."""
        self._opened.append(end)

    def close(self) -> None:
        """Stop the sandbox and git."""
        while self._opened:
            self._opened.pop()()

    @cached_property
    def root(self) -> Path:
        """The working tree."""
        tree = self.repository.work_tree
        if tree is None:
            raise RepositoryError("this repository is bare; work in a clone of it")
        return tree

    @cached_property
    def settings(self) -> Settings:
        """chotu.ini and the environment."""
        return load_file(self.root)

    @cached_property
    def branch(self) -> str:
        """The served branch."""
        return self.repository.served_branch(self.settings.publishing.branch)

    @cached_property
    def templates(self) -> Templates:
        """The repository's own templates first, then those that ship."""
        own = self.root / "templates"
        shipped = shipped_folder()
        folders = [own, shipped] if own.is_dir() and own != shipped else [shipped]
        return Templates(folders)

    @cached_property
    def lock(self) -> str:
        """The lock of the tool environment: the repository's own, else the shipped one."""
        return lock_of(self.root)

    @cached_property
    def environment(self) -> environment.Environment:
        """The environment that tools run in."""
        return environment.locate(self.lock)

    @cached_property
    def sandbox(self) -> "LocalSandbox":
        """The strongest sandbox to be had; starting it goes on while other work is done."""
        from chotu_bot.sandbox.local import open_sandbox

        chosen = self.settings.sandbox
        backend = None if chosen.backend == "auto" else cast("Backend", chosen.backend)
        minimum = cast("Backend", chosen.minimum)
        sandbox = open_sandbox(self.environment, minimum=minimum, backend=backend)
        self.closes(sandbox.close)
        sandbox.start()
        return sandbox

    def warm_up(self, *, tests: bool = True) -> None:
        """Start the sandbox, which gets ready while the request is read and the draft made.

        What is amiss with it is told by whoever needs it, and only then.

        Args:
            tests: for the gate, too, and not for calls alone.
        """
        with contextlib.suppress(SandboxUnavailableError):
            self.sandbox.start(tests=tests)

    @cached_property
    def journal(self) -> "Journal":
        """The log of this repository."""
        from chotu_bot.journal.journal import Journal
        from chotu_bot.vcs.locks import own_folder

        own_folder(self.repository.state_folder)
        days = self.settings.monitoring.log_retention_days
        journal = Journal(self.repository.state_folder / "journal.db", retention_days=days)
        self.closes(journal.close)
        return journal

    @cached_property
    def registry(self) -> "Registry":
        """The registry on the served branch."""
        from chotu_bot.registry import Registry

        return Registry(self.repository, self.branch)

    @cached_property
    def index(self) -> "DerivedIndex":
        """Rows of all tools, kept beside the journal and refreshed by tree difference."""
        from chotu_bot.registry import DerivedIndex

        return DerivedIndex(self.repository, self.branch)

    @cached_property
    def follower(self) -> "Follower":
        """Moves branches and lets working trees follow."""
        from chotu_bot.vcs.following import Follower

        return Follower(self.repository, upstream=lambda: self._upstream)

    @cached_property
    def _upstream(self) -> "Upstream | None":
        """Where landings are pushed to, if they are."""
        from chotu_bot.vcs.upstream import Upstream

        pushes = self._push or self.settings.publishing.mode == "push"
        return Upstream(self.repository, self.branch) if pushes else None

    @cached_property
    def publisher(self) -> "Publisher":
        """Proposes, lands, takes back."""
        from chotu_bot.publishing import Publisher

        return Publisher(
            self.repository,
            self.branch,
            self.templates.render,
            attribution=self.settings.publishing.attribution,
            follower=self.follower,
        )

    def audited(self, *, signatures: bool) -> "Audited":
        """The audit of the served branch, its registry and, where asked, its signatures."""
        from chotu_bot.publishing.audit import Audit

        audit = Audit(self.repository, self.branch)
        done = audit.run()
        more = audit.signatures() if signatures else ()
        return replace(done, findings=(*done.findings, *self.registry.check(), *more))

    @cached_property
    def catalog(self) -> "Catalog":
        """Tools, verified when they are used."""
        from chotu_bot.calling.catalog import Catalog

        return Catalog(self.repository, self.registry)

    @cached_property
    def rulings(self) -> "Rulings":
        """What holds of tools by decision."""
        from chotu_bot.registry import Rulings

        return Rulings(self.repository, self.branch)

    @property
    def workers(self) -> int:
        """Sandbox jobs at once."""
        return min(4, os.cpu_count() or 1)

    @property
    def gate_limits(self) -> Limits:
        """What one gate job may use.

        Its time is processor time; a busy machine, which must not change a verdict, has three
        times as long by the clock before a job that only waits is ended.
        """
        seconds = self.settings.sandbox.timeout
        return self._limits(seconds, _PATIENCE * seconds)

    def _limits(self, cpu_seconds: float, wall_seconds: float) -> Limits:
        given = self.settings.sandbox
        return Limits(
            wall_seconds=wall_seconds,
            cpu_seconds=max(1, round(cpu_seconds)),
            memory_bytes=given.memory_limit,
            processes=given.processes,
            output_bytes=given.output_limit,
        )


def lock_of(root: Path) -> str:
    """The lock of the tool environment of the repository at ``root``."""
    own = root / LOCK_FILE
    return own.read_text("utf-8") if own.is_file() else environment.shipped_lock()
