"""``Chotu``: everything the program does, as typed calls on one repository."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from chotu_bot.app.details import Details, details_of_proposal, details_of_version
from chotu_bot.app.examples import parse_example
from chotu_bot.app.forging import Forging
from chotu_bot.app.hints import call_hint, call_text
from chotu_bot.app.life import Life
from chotu_bot.app.logbook import Logbook
from chotu_bot.app.memory import Memory
from chotu_bot.app.merging import Merging
from chotu_bot.app.rejections import DEFAULT_DAYS, facts_of
from chotu_bot.app.setup import make_repository
from chotu_bot.app.watch import Overview, Watch
from chotu_bot.app.workshop import Notify, Workshop
from chotu_bot.domain.answers import (
    Answer,
    Proposed,
    Refused,
    Rejected,
    Unclear,
)
from chotu_bot.domain.contract import Contract, Example, Risk
from chotu_bot.domain.draft import Authorship, Candidate, Origin, Request
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE, refusal
from chotu_bot.domain.regression import Expectation
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import MalformedToolError, read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Status, Verdict
from chotu_bot.errors import NotFoundError, UsageError
from chotu_bot.learning.analyzer import Declined, Gap, Known, Vague
from chotu_bot.learning.controller import ANY_TOOL, Author, Collaborators, Controller, Wish

if TYPE_CHECKING:
    from chotu_bot.app.feeding import Feeding
    from chotu_bot.app.improving import Improving
    from chotu_bot.app.reception import Reception
    from chotu_bot.app.service import Service
    from chotu_bot.calling.call import CallResult, Tool
    from chotu_bot.calling.roots import Roots
    from chotu_bot.domain.answers import Improvement
    from chotu_bot.learning.reports import Report
    from chotu_bot.monitoring.figures import Figures
    from chotu_bot.monitoring.suggestions import Suggestion
    from chotu_bot.publishing.audit import Audited
    from chotu_bot.publishing.pull_requests import Opened
    from chotu_bot.publishing.values import (
        Checkpoint,
        Landing,
        Proposal,
        Restored,
        Rollback,
        Version,
    )
    from chotu_bot.registry import Row
    from chotu_bot.reviewing.values import RangeReport, ToolReport
    from chotu_bot.sandbox.contract import Cancellation
    from chotu_bot.serving.tokens import Tokens


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


def _silent(_name: str, _result: str) -> None:
    """Progress that nobody listens to."""


class Chotu:
    """One repository of tools. Open it, use it, close it; or use it in a ``with``."""

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

    # Learning

    def learn(  # noqa: PLR0913 - what a person may wish for
        self,
        text: str,
        *,
        examples: Iterable[Example | str] = (),
        name: str | None = None,
        force: bool = False,
        propose: bool = False,
        dry_run: bool = False,
        offline: bool = False,
        pull_request: bool = False,
        origin: Origin = "person",
    ) -> Answer:
        """Learn a tool for ``text``; see ``Answer`` for what comes back.

        Args:
            text: the request, in the asker's own words.
            examples: as values, or as people type them (``text="a b" => 2``).
            name: the tool's name.
            force: learn although a tool seems to do it already; a new version of that tool.
            propose: leave it on its branch.
            dry_run: judge, and write nothing.
            offline: recipes only.
            pull_request: leave it on its branch, and open a pull request for that.
            origin: who asks.

        Raises:
            UsageError: for a name or an example that cannot be.
            GeneratorError: when the author failed.
            SandboxUnavailableError: when tests cannot be run safely.
            RepositoryError: when the repository cannot take a landing.
        """
        request = self._request(text, examples, name, origin)
        self._shop.warm_up()
        self._shop.follower.catch_up()
        offered = pull_request or self._forging.is_wanted
        wish = self._wish(request, force=force, propose=propose or offered, dry_run=dry_run)
        answer = self._controller(offline=offline).learn(request, wish)
        return self._offered(answer) if offered else answer

    def submit(  # noqa: PLR0913 - what a person may wish for
        self,
        tool: Path,
        tests: Path,
        text: str,
        *,
        examples: Iterable[Example | str] = (),
        name: str | None = None,
        force: bool = False,
        propose: bool = False,
        dry_run: bool = False,
        origin: Origin = "person",
    ) -> Answer:
        """Send a tool and its tests that somebody wrote through the same gate.

        Args:
            tool: the file of the tool; with or without our header.
            tests: the file of its tests; they may import the tool by its file's name.
            text: what it is for.
            examples: as for ``learn``.
            name: the public function, where the file has several.
            force: make it a new version of the tool that has its name.
            propose: leave it on its branch.
            dry_run: judge, and write nothing.
            origin: who submits.
        """
        from chotu_bot.generators.submitted import MalformedSubmissionError, SubmittedGenerator

        request = self._request(text, examples, name, origin)
        self._shop.warm_up()
        self._shop.follower.catch_up()
        generator = SubmittedGenerator(
            _read_file(tool),
            _read_file(tests),
            tool_stem=tool.stem,
            test_stem=tests.stem,
            author=origin,
            infer_permissions=self._shop.permissions_of,
        )
        offered = self._forging.is_wanted
        wish = Wish(propose=propose or offered, dry_run=dry_run, replaces=ANY_TOOL if force else "")
        controller = self._controller(submitted=True)
        try:
            author = Author(generator=generator, title=f"{tool.name} as submitted")
            answer = controller.learn(request, wish, author)
        except MalformedSubmissionError as error:
            return _unreadable(name or tool.stem, error.findings)
        return self._offered(answer) if offered else answer

    def check(self, folder: Path) -> Verdict:
        """The gate on ``tool.py`` and ``test_tool.py`` in ``folder``; nothing is written."""
        tool, tests = _read_file(folder / TOOL_FILE), _read_file(folder / TEST_FILE)
        try:
            contract = read_contract(tool)
        except MalformedToolError as error:
            return _unreadable(folder.name, error.findings).verdict
        candidate = Candidate(
            contract=contract,
            tool=tool,
            tests=tests,
            request=Request(text=contract.summary),
            authorship=Authorship(generator="submitted", independent_tests=False),
        )
        return self._shop.gate.judge(candidate)

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

    def manual_learn_capability(self, text: str, force: bool = False) -> Answer:  # noqa: FBT001, FBT002 - the specification's signature
        """Learn on a person's word, whatever ``auto_learning_enabled`` says."""
        return self.learn(text, force=force)

    # Calling

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

    def service(self, folder: Path | None = None) -> "Service":
        """This repository as the MCP server sees it; ``folder`` is where clients' paths stay."""
        from chotu_bot.app.service import Service

        return Service(self, self._shop, (folder or Path.cwd()).resolve())

    def tokens(self) -> "Tokens":
        """The tokens that let programs in over HTTP."""
        from chotu_bot.serving.tokens import Tokens

        return Tokens(self._shop.repository.state_folder)

    # Learning from failure

    def improve(  # noqa: PLR0913 - what a person may say of a failure
        self,
        name: str,
        *,
        error: str = "",
        intent: str = "",
        arguments: Mapping[str, Json] | None = None,
        expect: Expectation | None = None,
        examples: Iterable[Example | str] = (),
        code: Path | None = None,
        propose: bool = False,
        dry_run: bool = False,
        origin: Origin = "person",
    ) -> "Improvement":
        """Mend a tool that failed, where the failure is its own; else say whose it is.

        Args:
            name: the tool; where there is none of that name, one is learned for ``intent``.
            error: the error as it was seen.
            intent: what the call was for.
            arguments: of the failing call; else the latest failure in the journal is taken.
            expect: what the call should give; else a model says so without seeing the code.
            examples: further calls with their right results, held out from the author.
            code: a file with the mended tool; else a model writes it.
            propose: leave it on its branch.
            dry_run: judge, and write nothing.
            origin: who reports.

        Raises:
            NotFoundError: when there is no such tool and no intent.
            GeneratorError: when the author failed.
        """
        from chotu_bot.learning.reports import Report

        report = Report(
            tool=name,
            error=error,
            intent=intent,
            arguments=arguments,
            wanted=expect,
            examples=_examples(examples),
            code=_read_file(code) if code else None,
            origin=origin,
            propose=propose,
            dry_run=dry_run,
        )
        return self._improving.improve(report)

    def handle_tool_failure(
        self,
        tool: str,
        error: str,
        intent: str,
        arguments: Mapping[str, Json] | None = None,
    ) -> "Improvement":
        """What an agent calls when a tool failed it; only the tool's own faults are mended."""
        return self.improve(tool, error=error, intent=intent, arguments=arguments, origin="agent")

    def learn_from_failure(
        self,
        *,
        tool_name: str,
        error: str,
        user_intent: str,
        arguments: Mapping[str, Json] | None = None,
    ) -> "Improvement":
        """The same, by the specification's other name."""
        return self.handle_tool_failure(tool_name, error, user_intent, arguments)

    # Looking

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
        return details_of_version(publisher.versions, found)

    def review(self, name: str) -> str:
        """The review packet, as Markdown: of the open proposal, else of what landed."""
        from chotu_bot.app.packet import Packets

        return Packets(self._shop).packet(name)

    # History

    def history(self, name: str) -> tuple["Version", ...]:
        """Every version of a tool, newest first."""
        return self._shop.publisher.versions.history(name)

    def diff(self, name: str, old: str, new: str) -> str:
        """A unified diff of two versions."""
        return self._shop.publisher.versions.difference(name, old, new)

    def proposals(self) -> tuple["Proposal", ...]:
        """Every open proposal."""
        return self._shop.publisher.proposals()

    def approve(self, name: str, *, by: str | None = None, seal: str | None = None) -> "Landing":
        """Land a proposal on a person's word; ``seal`` pins what was looked at."""
        landing = self._shop.publisher.approve(name, by=by or self._person, seal=seal)
        self.journal.note("approval", "landed", landing.name, {"version": landing.version})
        return landing

    def reject(
        self, name: str, reason: str, *, by: str | None = None, days: int = DEFAULT_DAYS
    ) -> None:
        """Turn a proposal down and remember why, and for how many days (0: for good)."""
        publisher = self._shop.publisher
        facts = facts_of(publisher.proposal(name), days)
        publisher.reject(name, reason=reason, by=by or self._person, facts=facts)
        self.journal.note("rejection", "rejected", name, {"reason": reason})

    def rollback(
        self, name: str, *, to: str | None = None, remove: bool = False, reason: str = ""
    ) -> "Rollback":
        """Go back one version of a tool, to a given one, or take it away; a new commit."""
        done = self._shop.publisher.rollback(
            name, to=to, remove=remove, reason=reason, by=self._person
        )
        self.journal.note("rollback", "done", name, {"before": done.before, "after": done.after})
        return done

    def rollback_commit(self, rev: str, *, reason: str = "") -> "Restored":
        """Take back everything one landing did to tools; a new commit."""
        done = self._shop.publisher.restoring.undo(rev, reason=reason, by=self._person)
        return self._noted(done, "undo")

    def checkpoint(self, name: str) -> "Checkpoint":
        """Remember all tools as they are now, by a tag."""
        return self._shop.publisher.restoring.checkpoint(name, by=self._person)

    def checkpoints(self) -> tuple["Checkpoint", ...]:
        """Every checkpoint, by name."""
        return self._shop.publisher.restoring.checkpoints()

    def restore(self, name: str, *, reason: str = "") -> "Restored":
        """Bring all tools back to what they were at a checkpoint; a new commit."""
        done = self._shop.publisher.restoring.restore(name, reason=reason, by=self._person)
        return self._noted(done, "restore")

    def _noted(self, done: "Restored", outcome: str) -> "Restored":
        for tool, (before, after) in done.versions.items():
            self.journal.note("rollback", outcome, tool, {"before": before, "after": after})
        return done

    def audit(self, *, signatures: bool = False) -> "Audited":
        """Whether all tools of the served branch came through the gate, by its history."""
        return self._shop.audited(signatures=signatures)

    def pin(self, name: str, reason: str = "", *, by: str | None = None) -> str:
        """Let a version (``name@1.0.0``, or the present one) serve whatever the figures say."""
        return self.life.pin(name, reason, by or self._person)

    def unpin(self, name: str, reason: str = "", *, by: str | None = None) -> None:
        """Let the figures decide again which version serves."""
        self.life.revoke("pin", name, reason, by or self._person)

    def retire(self, name: str, reason: str, *, by: str | None = None) -> None:
        """Take a tool out of service: neither listed nor run, and nothing of it deleted."""
        self.life.retire(name, reason, by or self._person)

    def unretire(self, name: str, reason: str = "", *, by: str | None = None) -> None:
        """Bring a retired tool back into service."""
        self.life.revoke("retirement", name, reason, by or self._person)

    # How it goes

    @cached_property
    def watch(self) -> Watch:
        """How the tools are doing: figures, unmet demand, suggestions."""
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

    def overview(self) -> Overview:
        """Components, tools by state, learned and failed, proposals, guarantees in force."""
        return self.watch.overview()

    def dashboard(self, folder: Path) -> Path:
        """Write one static page that shows how everything goes; returns its path."""
        from chotu_bot.app.dashboard import write_dashboard

        return write_dashboard(self._shop, self.watch, folder)

    # What is committed

    def gate(
        self, base: str, head: str = "HEAD", *, approved: Iterable[str] = (),
        reviews: str = "", require_approval: bool = False,
    ) -> "RangeReport":  # fmt: skip
        """Judge every tool that the commits from ``base`` to ``head`` touch, as CI does.

        Configuration and templates come from ``base``, files from git alone; nothing is written.

        Args:
            base: what they are to be merged into.
            head: what is to be merged.
            approved: ``who@commit``, approvals that the caller vouches for.
            reviews: a pull request whose approving reviews count: its number, or GITHUB_REF.
            require_approval: fail what a person must approve where nobody did.

        Raises:
            NotFoundError: when a revision names no commit.
            RepositoryError: when they have no common ancestor here.
        """
        named = (*approved, *(self._forging.approvals(reviews) if reviews else ()))
        return self._merging.gate(base, head, approved=named, require_approval=require_approval)

    def verify(self, name: str) -> "ToolReport":
        """Judge a landed tool again, and compare its evidence with what is seen now."""
        return self._merging.verify(name)

    # Elsewhere

    def patch(self, name: str) -> bytes:
        """The open proposal of a tool, as a patch that ``take_patch`` takes."""
        return self._forging.patch(name)

    def take_patch(self, patch: bytes) -> "tuple[str, RangeReport]":
        """Judge a patch, and make it a proposal if it passes: its branch, and the report."""
        return self._forging.take(patch)

    def pull_requests(self, names: Iterable[str] | None = None) -> "tuple[Opened, ...]":
        """Open or update the pull requests of these proposals, or of all."""
        chosen = self._forging.names() if names is None else names
        return tuple(map(self._forging.offer, chosen))

    def _offered(self, answer: Answer) -> Answer:
        if not isinstance(answer, Proposed):
            return answer
        opened = self._forging.offer(answer.contract.name)
        return replace(answer, pull_request=opened.request.url)

    # The registry

    def registry_check(self) -> tuple[Finding, ...]:
        """Where the registry of the working tree and the served branch differ from their tools."""
        from chotu_bot.registry import check_files

        return (*self._shop.registry.check(), *check_files(self.root))

    def registry_rebuild(self) -> tuple[str, ...]:
        """Write the registry of the working tree anew; names what was changed."""
        from chotu_bot.registry import rebuild_files

        comparison = rebuild_files(self.root, self._shop.repository.state_folder / "backup")
        return tuple(finding.file for finding in comparison.findings)

    def registry_export(self) -> bytes:
        """All records as one JSON document."""
        return self._shop.registry.export()

    # How it is done

    @property
    def journal(self) -> Logbook:
        """What happened here: the last events, all of them as JSON Lines, retention."""
        return self._shop.logbook

    @property
    def _reception(self) -> "Reception":
        return self._shop.reception

    @property
    def life(self) -> "Life":
        """Which version of each tool serves, and what people decided about it."""
        return self._shop.life

    @property
    def _forging(self) -> Forging:
        return Forging(self._shop)

    @property
    def _merging(self) -> Merging:
        return Merging(self._shop)

    @property
    def _person(self) -> str:
        return self._shop.repository.configuration.person("committer").name

    def _request(
        self, text: str, examples: Iterable[Example | str], name: str | None, origin: Origin
    ) -> Request:
        reason = refusal(name) if name is not None else None
        if reason is not None:
            raise UsageError(f"--name: {reason}")
        return Request(text=text, examples=_examples(examples), name=name, origin=origin)

    def _wish(self, request: Request, *, force: bool, propose: bool, dry_run: bool) -> Wish:
        wish = Wish(force=force, propose=propose, dry_run=dry_run)
        if not force:
            return wish
        if request.name is not None:
            return replace(wish, replaces=request.name)
        decision = self._reception.decide(request)
        return replace(wish, replaces=decision.name) if isinstance(decision, Known) else wish

    def _controller(self, *, offline: bool = False, submitted: bool = False) -> Controller:
        given = self._collaborators(offline=offline, submitted=submitted)
        return Controller(self._shop.settings, given)

    def _collaborators(self, *, offline: bool = False, submitted: bool = False) -> Collaborators:
        shop, memory = self._shop, Memory(self._shop, self.journal)
        return Collaborators(
            read=self._reception.read_submission if submitted else self._reception.read,
            choose=lambda request: self._reception.choose(request, offline=offline),
            render=shop.renderer.render,
            judge=shop.judge,
            infer=shop.infer,
            shelf=shop.shelf,
            template_digest=lambda: shop.templates.tool_digest,
            call_hint=call_hint,
            allowed_dependencies=shop.allowed_dependencies,
            record=memory.record,
            stage=shop.notify,
            lessons=memory.for_request,
        )

    @cached_property
    def _improving(self) -> "Improving":
        from chotu_bot.app.improving import Improving

        def learn(report: "Report") -> Answer:
            ask = self.learn if report.origin == "person" else self._learn_unasked
            return ask(
                report.intent,
                name=report.tool or None,
                propose=report.propose,
                dry_run=report.dry_run,
                origin=report.origin,
            )

        return Improving(
            self._shop,
            self.journal,
            self._reception,
            lambda: self._collaborators(submitted=True),
            learn,
        )

    @cached_property
    def _feeding(self) -> "Feeding":
        from chotu_bot.app.feeding import Feeding

        return Feeding(self._shop, self.journal, self._reception, self._improving)

    def _learn_unasked(self, text: str, **wishes: Any) -> Answer:
        """Learn with no person asking, where that is allowed."""
        if not self._shop.settings.learning.auto_learning_enabled:
            return Refused(
                rule="configuration/auto-learning-off",
                why="[learning] auto_learning_enabled = 0; a person may ask with chotu-bot learn",
            )
        return self.learn(text, **wishes)

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
        return result


def _examples(given: Iterable[Example | str]) -> tuple[Example, ...]:
    return tuple(parse_example(one, Path.cwd()) if isinstance(one, str) else one for one in given)


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


def _read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _unreadable(name: str, findings: tuple[Finding, ...]) -> Rejected:
    result = CheckResult(
        check="contract",
        status=Status.FAIL,
        reason=findings[0].message,
        findings=findings,
    )
    return Rejected(
        name=name,
        verdict=Verdict(results=(result,)),
        rounds=0,
        why=f"contract did not pass: {result.reason}",
    )
