"""Proposals on their way to other machines: as patches, and as pull requests."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from chotu_bot.app.workshop import Workshop
from chotu_bot.domain.answers import Proposed
from chotu_bot.domain.compatibility import difference
from chotu_bot.domain.draft import Confidence
from chotu_bot.domain.names import refusal
from chotu_bot.errors import ConfigurationError, NotFoundError, RepositoryError, UsageError
from chotu_bot.learning.landing_rule import why_wait
from chotu_bot.reviewing.values import RangeReport

if TYPE_CHECKING:
    from chotu_bot.publishing.forge import Forge
    from chotu_bot.publishing.pull_requests import Opened, PullRequests
    from chotu_bot.publishing.values import Proposal

LANDS_NOTHING = "[publishing] mode = pull_request lands nothing"
"""Why what would land by itself is a proposal."""
_Answer = TypeVar("_Answer")
_REMOTE = "origin"
_NUMBER = re.compile(r"^#?(?P<a>\d+)$|^refs/pull/(?P<b>\d+)/|/pr-(?P<c>\d+)-[0-9a-f]+$")


class Forging:
    """Takes the open proposals of a repository elsewhere, and takes in what comes from there."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop

    @property
    def is_wanted(self) -> bool:
        """Whether every proposal becomes a pull request by configuration."""
        return self._shop.settings.publishing.lands_nothing

    def patch(self, name: str) -> bytes:
        """The open proposal of a tool as a patch.

        Raises:
            NotFoundError: when there is none.
        """
        from chotu_bot.publishing.patches import Patches

        proposal = self._shop.publisher.proposal(name)
        return Patches(self._shop.repository, self._shop.branch).make(proposal)

    def take(self, patch: bytes) -> tuple[str, RangeReport]:
        """A patch as a proposal of ours, if the merge gate lets it pass; else nothing is kept.

        Returns:
            The branch, empty where it did not pass; and what the gate says.

        Raises:
            UsageError: when it is no patch.
            RepositoryError: when it does not fit, or brings no tool.
        """
        from chotu_bot.app.merging import Merging
        from chotu_bot.publishing.patches import Patches
        from chotu_bot.vcs.refs import RefUpdate

        shop = self._shop
        commit = Patches(shop.repository, shop.branch).commit(patch)
        branch = self._branch_of(commit)
        report = Merging(shop).gate(shop.branch, commit)
        if not report.passed:
            return "", report
        shop.publisher.open.require_ours(branch)
        old = shop.repository.branch_tip(branch)
        update = RefUpdate(ref=f"refs/heads/{branch}", old=old, new=commit)
        shop.repository.move([update])
        return branch, report

    def offer(self, name: str) -> "Opened":
        """The pull request of an open proposal: a new one, or the one that is open.

        Raises:
            ForgeError: when the forge refuses, or a person closed it before.
            ConfigurationError: when it is not known where, or there is no token.
        """
        proposal = self._shop.publisher.proposal(name)
        from chotu_bot.app.packet import Packets

        packet = Packets(self._shop).packet(proposal.name)
        return self._requests().offer(proposal, packet, draft=self._waits(proposal))

    def offered(self, answer: _Answer, *, asked: bool = False) -> _Answer | Proposed:
        """An answer, with its pull request where its proposal is to become one.

        Args:
            answer: what came of it.
            asked: whether somebody asks for one, whatever the configuration says.

        Raises:
            ForgeError: as ``offer``; the proposal stays on its branch.
            ConfigurationError: likewise.
        """
        if not isinstance(answer, Proposed) or not (asked or self.is_wanted):
            return answer
        opened = self.offer(answer.contract.name)
        return replace(answer, pull_request=opened.request.url)

    def approvals(self, pull_request: str) -> tuple[str, ...]:
        """The reviews of a pull request that approve it, as ``who@commit``.

        A review of a commit that is not here any more approves nothing that is.

        Args:
            pull_request: its number, or a ref of the platform that holds it.

        Raises:
            UsageError: when there is no number in it.
        """
        number = _NUMBER.search(pull_request)
        if number is None:
            raise UsageError(f"--reviews takes a number or GITHUB_REF, got {pull_request!r}")
        given = self._forge().approvals(int(number["a"] or number["b"] or number["c"]))
        known = [one for one in given if self._shop.repository.resolve(one.rpartition("@")[2])]
        for one in sorted(set(given) - set(known)):
            self._shop.notify("approval", f"{one} is of a commit that is not here")
        return tuple(known)

    def names(self) -> tuple[str, ...]:
        """Names of all open proposals."""
        return tuple(one.name for one in self._shop.publisher.proposals())

    def _branch_of(self, commit: str) -> str:
        """The proposal branch that a commit is for, by what it says and what is there."""
        repository = self._shop.repository
        name = repository.commit(commit).trailers.get("Chotu-Tool", "")
        if refusal(name) is not None:
            raise RepositoryError("the patch says of no tool that it brings it (Chotu-Tool)")
        reason = self._shop.publisher.open.why_not_ours(commit, name)
        if reason is not None:
            raise RepositoryError(f"the patch is not as chotu-bot made it: {reason}")
        present = self._shop.registry.record(name) is not None
        return f"improve/{name}" if present else f"learn/{name}"

    def _waits(self, proposal: "Proposal") -> bool:
        """Whether a person must approve it before it may land."""
        from chotu_bot.reviewing.proof import candidate_of
        from chotu_bot.reviewing.ranges import state_of

        shop = self._shop
        state = state_of(shop.repository, proposal.commit, str(proposal.record.folder))
        if state is None:
            raise NotFoundError(f"{proposal.branch} holds no {proposal.record.folder}")
        candidate = candidate_of(state)
        score = Confidence(score=proposal.record.confidence or 0.0)
        current = shop.shelf.current(proposal.name)
        breaking = difference(current, candidate.contract).breaking if current else ()
        auto = shop.shelf.auto_tools()
        return why_wait(candidate, score, shop.settings, auto, breaking) is not None

    def _requests(self) -> "PullRequests":
        from chotu_bot.publishing.pull_requests import PullRequests

        return PullRequests(
            repository=self._shop.repository,
            served=self._shop.branch,
            forge=self._forge(),
            most=self._shop.settings.publishing.max_pull_requests,
            remote=_REMOTE,
            header=self._header,
            dry=self._shop.settings.publishing.forge == "dry-run",
        )

    def _forge(self) -> "Forge":
        from chotu_bot.publishing.forge.dry import DryForge

        given = self._shop.settings.publishing
        if given.forge == "dry-run":
            return DryForge(lambda line: self._shop.notify("forge", line))
        if not given.token:
            raise ConfigurationError(
                "there is no token for the forge; set GITHUB_TOKEN to one with the permissions "
                "contents: write and pull-requests: write"
            )
        try:
            from chotu_bot.publishing.forge.github import GitHubForge

            forge = GitHubForge(self._slug(), given.token, url=given.forge_url)
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                "pull requests need one more package: pip install 'chotu-bot[github]'"
            ) from error
        self._shop.closes(forge.close)
        return forge

    def _slug(self) -> str:
        from chotu_bot.publishing.pull_requests import slug_of

        given = self._shop.settings.publishing.forge_repository
        found = given or slug_of(self._remote_url())
        if not found:
            raise ConfigurationError(
                f"it is not known which repository {_REMOTE} is on the forge; set "
                "[publishing] forge_repository = owner/name"
            )
        return found

    def _remote_url(self) -> str:
        return self._shop.repository.configuration.value(f"remote.{_REMOTE}.url") or ""

    def _header(self) -> Mapping[str, str]:
        """The token for one push over HTTP, as git takes it from the environment."""
        url, token = self._remote_url(), self._shop.settings.publishing.token
        if not token or not url.startswith(("http://", "https://")):
            return {}
        count = int(os.environ.get("GIT_CONFIG_COUNT", "0"))
        encoded = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": str(count + 1),
            f"GIT_CONFIG_KEY_{count}": f"http.{url}.extraHeader",
            f"GIT_CONFIG_VALUE_{count}": f"Authorization: Basic {encoded}",
        }
