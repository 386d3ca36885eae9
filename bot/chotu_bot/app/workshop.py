"""Building the collaborators of one repository, each when it is first needed."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import Verdict
from chotu_bot.errors import RepositoryError, SandboxUnavailableError
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Backend, Limits
from chotu_bot.settings import Settings, load_file

if TYPE_CHECKING:
    from chotu_bot.app.life import Life
    from chotu_bot.app.logbook import Logbook
    from chotu_bot.app.marks import Marks
    from chotu_bot.app.reception import Reception
    from chotu_bot.app.shelf import GitShelf
    from chotu_bot.app.trust import Trust
    from chotu_bot.calling.call import Caller, Tool
    from chotu_bot.calling.catalog import Catalog
    from chotu_bot.gate.gate import Gate
    from chotu_bot.generators.composing.fitting import Component
    from chotu_bot.generators.openai import OpenAIGenerator
    from chotu_bot.generators.recipes import RecipeGenerator
    from chotu_bot.generators.synthesis.generator import SynthesisGenerator
    from chotu_bot.journal.journal import Journal
    from chotu_bot.learning.analyzer import Analyzer
    from chotu_bot.publishing import Publisher
    from chotu_bot.publishing.audit import Audited
    from chotu_bot.registry import DerivedIndex, Registry, Rulings
    from chotu_bot.rendering.candidate import CandidateRenderer
    from chotu_bot.sandbox.local import LocalSandbox
    from chotu_bot.settings import Gpt
    from chotu_bot.vcs.following import Follower
    from chotu_bot.vcs.upstream import Upstream

Notify = Callable[[str, str], None]
"""Told of each stage: its name and what came of it."""
LOCK_FILE = "chotu.lock"
_PATIENCE = 3


class Workshop:
    """The collaborators of one repository; closing it stops what runs."""

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
        self._opened.append(sandbox.close)
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
    def shelf(self) -> "GitShelf":
        """What the controller needs of registry and publishing."""
        from chotu_bot.app.shelf import GitShelf

        return GitShelf(
            self.registry,
            self.index,
            self.publisher,
            lambda name: self.catalog.tool(name).contract,
            self.life.retired,
            self.settings.publishing.max_proposals,
        )

    @cached_property
    def catalog(self) -> "Catalog":
        """Tools, verified when they are used."""
        from chotu_bot.calling.catalog import Catalog

        return Catalog(self.repository, self.registry)

    def judge(self, candidate: Candidate) -> Verdict:
        """The gate's verdict; each check is told as it ends."""
        return self.gate.judge(candidate)

    def infer(self, candidate: Candidate) -> Permissions:
        """The permissions that the candidate's code needs."""
        from chotu_bot.domain.toolfile import decode, parse
        from chotu_bot.gate.policy.inference import infer

        return infer(parse(decode(candidate.tool)), candidate.contract).permissions

    def component(self, name: str) -> "Component":
        """A registered tool with its tests, both as the registry names them.

        Raises:
            NotFoundError: when there is none.
            RepositoryError: when its files are not those.
        """
        from chotu_bot.domain.contract import digest
        from chotu_bot.generators.composing.fitting import Component

        tool, tests = self.catalog.tool(name), self.catalog.tests(name)
        return Component(
            contract=tool.contract,
            tool=tool.source.decode(),
            tests=tests.decode(),
            digest=digest(tool.source),
        )

    def permissions_of(self, body: str) -> Permissions:
        """The permissions that a submitted body needs; the gate says what is wrong with it."""
        from chotu_bot.domain.toolfile import MalformedToolError
        from chotu_bot.gate.policy.inference import infer_permissions

        try:
            return infer_permissions(body)
        except MalformedToolError:
            return Permissions()

    def allowed_dependencies(self) -> tuple[str, ...]:
        """Distributions that are allow-listed and installed."""
        installed = self.environment.packages
        allowed = self.settings.gate.allowed_dependencies
        return tuple(one for one in allowed if environment.normalised(one) in installed)

    def passes(self, tool: "Tool", example: Example) -> bool:
        """Whether a call of ``tool`` gives the example's result."""
        from chotu_bot.calling.trying import gives

        return gives(self.caller, tool, example)

    @cached_property
    def renderer(self) -> "CandidateRenderer":
        """Drafts to files."""
        from chotu_bot.rendering.candidate import CandidateRenderer
        from chotu_bot.rendering.tidy import RuffTidy

        return CandidateRenderer(self.templates, RuffTidy(self.ruff, self.rules))

    @cached_property
    def ruff(self) -> Path:
        """The linter, as installed beside the bot."""
        import ruff

        return Path(ruff.find_ruff_bin())

    @cached_property
    def rules(self) -> Path:
        """The rule set for generated code: the shipped one, which no repository bends."""
        return shipped_folder() / "ruff.toml"

    @cached_property
    def reception(self) -> "Reception":
        """Reads requests."""
        from chotu_bot.app.reception import Reception

        return Reception(self, self.logbook, self.life)

    @cached_property
    def life(self) -> "Life":
        """Which version of each tool serves, and what people decided about it."""
        from chotu_bot.app.life import Life

        return Life(self)

    @cached_property
    def rulings(self) -> "Rulings":
        """What holds of tools by decision."""
        from chotu_bot.registry import Rulings

        return Rulings(self.repository, self.branch)

    @cached_property
    def marks(self) -> "Marks":
        """The versions that could not be mended."""
        from chotu_bot.app.marks import Marks

        return Marks(self, self.rulings)

    @cached_property
    def logbook(self) -> "Logbook":
        """What is journaled of requests, attempts, calls and decisions."""
        from chotu_bot.app.logbook import Logbook

        return Logbook(self)

    @cached_property
    def recipes(self) -> "RecipeGenerator":
        """The embedded author."""
        from chotu_bot.generators.recipes import RecipeGenerator

        folders = self.templates.paths("recipes")
        return RecipeGenerator(folders, self.templates.render_text, self.analyzer.ranker)

    @cached_property
    def synthesis(self) -> "SynthesisGenerator":
        """The author that learns from examples."""
        from chotu_bot.generators.synthesis.generator import SynthesisGenerator

        return SynthesisGenerator(self.templates.render)

    @cached_property
    def analyzer(self) -> "Analyzer":
        """Rules and search, with one lexicon for tools and recipes."""
        from chotu_bot.learning.analyzer import Analyzer

        return Analyzer()

    @cached_property
    def model(self) -> "OpenAIGenerator":
        """The model behind the configured endpoint."""
        return self.model_as(self.settings.gpt)

    def model_as(self, gpt: "Gpt") -> "OpenAIGenerator":
        """A model behind the configured endpoint, with other settings of its own."""
        from chotu_bot.generators.openai import OpenAIGenerator

        return OpenAIGenerator(
            gpt,
            self.templates.render,
            learn_timeout=self.settings.learning.learning_timeout,
            rounds=self.settings.learning.max_failures,
            notify=lambda line: self.notify("model", line),
        )

    @cached_property
    def caller(self) -> "Caller":
        """Calls tools."""
        from chotu_bot.calling.call import Caller

        seconds = self.settings.serving.call_timeout
        return Caller(self.sandbox, self._limits(seconds, seconds))

    @cached_property
    def gate(self) -> "Gate":
        """The checks, in order."""
        from chotu_bot.app.checks import build_gate

        return build_gate(self, self.workers)

    @cached_property
    def trust(self) -> "Trust":
        """Whether this gate was seen to work."""
        from chotu_bot.app.trust import Trust, fingerprint

        return Trust(self.repository.state_folder, lambda: fingerprint(self))

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
