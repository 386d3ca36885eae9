"""Building the collaborators of one repository, each when it is first needed."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.premises import Premises
from chotu_bot.domain.contract import Example, Permissions
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.verdict import Verdict
from chotu_bot.rendering.templates import shipped_folder
from chotu_bot.sandbox import environment

if TYPE_CHECKING:
    from chotu_bot.app.life import Life
    from chotu_bot.app.logbook import Logbook
    from chotu_bot.app.marks import Marks
    from chotu_bot.app.reception import Reception
    from chotu_bot.app.shelf import GitShelf
    from chotu_bot.app.trust import Trust
    from chotu_bot.calling.call import Caller, Tool
    from chotu_bot.gate.gate import Gate
    from chotu_bot.generators.composing.fitting import Component
    from chotu_bot.generators.openai import OpenAIGenerator
    from chotu_bot.generators.recipes import RecipeGenerator
    from chotu_bot.generators.synthesis.generator import SynthesisGenerator
    from chotu_bot.learning.analyzer import Analyzer
    from chotu_bot.rendering.candidate import CandidateRenderer
    from chotu_bot.settings import Gpt


class Workshop(Premises):
    """Those who write, judge, call and remember tools, on the premises of one repository."""

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
