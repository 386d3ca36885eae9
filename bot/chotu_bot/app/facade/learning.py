"""Learning: from requests and submissions."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.examples import examples_of
from chotu_bot.app.facade.base import Facade
from chotu_bot.app.hints import call_hint
from chotu_bot.domain.answers import (
    Answer,
    Rejected,
)
from chotu_bot.domain.contract import Example
from chotu_bot.domain.draft import Authorship, Candidate, Origin, Request
from chotu_bot.domain.names import TEST_FILE, TOOL_FILE, refusal
from chotu_bot.domain.toolfile import MalformedToolError, read_contract
from chotu_bot.domain.verdict import CheckResult, Finding, Status, Verdict
from chotu_bot.errors import UsageError
from chotu_bot.learning.decisions import Known

if TYPE_CHECKING:
    from chotu_bot.learning.collaborators import Collaborators, Wish
    from chotu_bot.learning.controller import Controller


class Learning(Facade):
    """What learns, and what judges without learning."""

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
        return self._forging.offered(answer, asked=pull_request)

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
        from chotu_bot.learning.collaborators import ANY_TOOL, Author, Wish

        request = self._request(text, examples, name, origin)
        self._shop.warm_up()
        self._shop.follower.catch_up()
        generator = SubmittedGenerator(
            read_file(tool),
            read_file(tests),
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
        return self._forging.offered(answer)

    def check(self, folder: Path) -> Verdict:
        """The gate on ``tool.py`` and ``test_tool.py`` in ``folder``; nothing is written."""
        tool, tests = read_file(folder / TOOL_FILE), read_file(folder / TEST_FILE)
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

    def manual_learn_capability(self, text: str, force: bool = False) -> Answer:  # noqa: FBT001, FBT002 - the specification's signature
        """Learn on a person's word, whatever ``auto_learning_enabled`` says."""
        return self.learn(text, force=force)

    def _request(
        self, text: str, examples: Iterable[Example | str], name: str | None, origin: Origin
    ) -> Request:
        reason = refusal(name) if name is not None else None
        if reason is not None:
            raise UsageError(f"--name: {reason}")
        return Request(text=text, examples=examples_of(examples), name=name, origin=origin)

    def _wish(self, request: Request, *, force: bool, propose: bool, dry_run: bool) -> "Wish":
        from chotu_bot.learning.collaborators import Wish

        wish = Wish(force=force, propose=propose, dry_run=dry_run)
        if not force:
            return wish
        if request.name is not None:
            return replace(wish, replaces=request.name)
        decision = self._reception.decide(request)
        return replace(wish, replaces=decision.name) if isinstance(decision, Known) else wish

    def _controller(self, *, offline: bool = False, submitted: bool = False) -> "Controller":
        from chotu_bot.learning.controller import Controller

        given = self._collaborators(offline=offline, submitted=submitted)
        return Controller(self._shop.settings, given)

    def _collaborators(self, *, offline: bool = False, submitted: bool = False) -> "Collaborators":
        from chotu_bot.app.memory import Memory
        from chotu_bot.learning.collaborators import Collaborators

        shop, memory = self._shop, Memory(self._shop, self.journal)
        authors = self._reception.authors
        return Collaborators(
            read=self._reception.read_submission if submitted else self._reception.read,
            choose=lambda request: memory.chosen(authors.choose(request, offline=offline)),
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


def read_file(path: Path) -> bytes:
    """The bytes of a file that a person named.

    Raises:
        UsageError: when it cannot be read.
    """
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
