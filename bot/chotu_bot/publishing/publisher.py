"""The publisher: proposes candidates, lands proposals, takes landings back."""

from collections.abc import Callable, Mapping

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import EVIDENCE_FILE
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import GateFailedError, RepositoryError
from chotu_bot.publishing.committing import Committer
from chotu_bot.publishing.drafting import Drafting
from chotu_bot.publishing.messages import Messages, one_line
from chotu_bot.publishing.patience import retried
from chotu_bot.publishing.proposals import Proposals
from chotu_bot.publishing.restoring import Restoring
from chotu_bot.publishing.values import Landing, MessageRenderer, Proposal, Rollback, Version
from chotu_bot.publishing.versions import Versions
from chotu_bot.registry import Decision
from chotu_bot.registry.checking import INDEX_PATH, index_bytes
from chotu_bot.registry.ledger import moment
from chotu_bot.vcs import Repository
from chotu_bot.vcs.following import Followed, Follower
from chotu_bot.vcs.refs import RefUpdate


class Publisher:
    """Writes to the served branch and to proposal branches of one repository."""

    def __init__(
        self,
        repository: Repository,
        served: str,
        render: MessageRenderer,
        *,
        attribution: str = "none",
        follower: Follower | None = None,
    ) -> None:
        """``served``: short name of the branch tools land on."""
        self._repository = repository
        self._served = served
        self._messages = Messages(render, attribution)
        self._follower = follower or Follower(repository)
        self._committer = Committer(repository)
        self.open = Proposals(repository, served)
        self._drafting = Drafting(repository, self.open, self._committer, self._messages)
        self.versions = Versions(repository, served)
        self.restoring = Restoring(
            repository, served, self._committer, self._messages, self._follower
        )

    def require_ready(self, candidate: Candidate | None = None) -> None:
        """Refuse early what would be refused late; without a candidate, what concerns all.

        Raises:
            RepositoryError: no commit yet, a rebase under way, local changes in the way, or a
                person's commit on the proposal branch.
        """
        self._repository.require_tip(self._served)
        paths = [] if candidate is None else [*_paths(candidate), _record_path(candidate)]
        self._follower.require_clear(self._served, paths)
        if candidate is not None:
            for prefix in ("learn", "improve"):
                self.open.require_ours(f"{prefix}/{candidate.contract.name}")

    def propose(self, candidate: Candidate, evidence: bytes) -> Proposal:
        """Put the candidate on its branch: one commit on the present base.

        A proposal of ours for the same tool is replaced.

        Raises:
            RepositoryError: when a person has committed on the branch.
            GateFailedError: when a hook changed what was checked.
        """
        return retried(lambda: self._propose(candidate, evidence))

    def publish(
        self, candidate: Candidate, evidence: bytes, *, approved_by: str | None = None
    ) -> Landing:
        """Propose and land in a single move of refs: the tool is landed, or nothing is there.

        Raises:
            RepositoryError: as ``propose`` and ``land``.
            GateFailedError: when a hook changed what was checked.
        """
        return retried(lambda: self._publish(candidate, evidence, approved_by))

    def land(self, proposal: Proposal, *, approved_by: str | None = None) -> Landing:
        """Merge the proposal into the served branch; its own branch goes with the same move.

        Raises:
            RepositoryError: when the tool changed on the served branch since the proposal was
                made, its branch moved, or local changes are in the way.
            GateFailedError: when a hook changed what was checked.
        """
        return retried(lambda: self._land(proposal, approved_by))

    def tidy(self) -> tuple[str, ...]:
        """Delete proposal branches that have landed and outlived it; returns their names."""
        merged = self.open.merged()
        for branch, tip in merged.items():
            ref = f"refs/heads/{branch}"
            self._repository.move([RefUpdate(ref=ref, old=tip, new=None)])
        return tuple(merged)

    def proposals(self) -> tuple[Proposal, ...]:
        """Every open proposal."""
        return self.open.all()

    def proposal(self, name: str) -> Proposal:
        """The open proposal for the tool ``name``; raises as ``Proposals.find``."""
        return self.open.find(name)

    def approve(self, name: str, *, by: str, seal: str | None = None) -> Landing:
        """Land the proposal for ``name`` on a person's word.

        Args:
            name: The tool.
            by: Who approves.
            seal: ``Proposal.seal`` of what was looked at; anything else is refused as stale.

        Raises:
            GateFailedError: when the proposal is not what was looked at.
        """
        proposal = self.open.find(name)
        if seal is not None and seal != proposal.seal:
            raise GateFailedError(
                f"the proposal {proposal.branch} is not what was approved; look at it again with: "
                f"chotu-bot approve {name}"
            )
        return self.land(proposal, approved_by=by)

    def reject(
        self, name: str, *, reason: str, by: str = "", facts: Mapping[str, Json] | None = None
    ) -> Decision:
        """Delete the proposal for ``name`` and remember why, in one move of refs."""
        proposal = self.open.find(name)
        decision = Decision(
            kind="rejection",
            subject=proposal.name,
            reason=one_line(reason),
            made=moment(),
            by=one_line(by or str(self._repository.configuration.person("committer").name)),
            facts={
                "request": proposal.request,
                "version": proposal.record.version,
                "tool": proposal.record.digests["tool"],
                **(facts or {}),
            },
        )
        message = self._messages.rejection(proposal, reason, decision.by)
        retried(lambda: self._record(decision, message, [_deletion(proposal)]))
        return decision

    def decide(self, decision: Decision, message: str) -> None:
        """Record a decision in the ledger by a commit on the served branch."""
        retried(lambda: self._record(decision, message, []))

    def rule(self, decision: Decision, headline: str) -> Followed:
        """Record a person's decision about a tool's life; ``headline`` says it in a line."""
        message = self._messages.ruling(decision, headline)
        return retried(lambda: self._record(decision, message, []))

    def rollback(
        self, name: str, *, to: str | None = None, remove: bool = False, reason: str = "",
        by: str = "",
    ) -> Rollback:  # fmt: skip
        """Bring an earlier version back by a new commit, or take the tool away.

        Args:
            name: The tool.
            to: A version it had; without it, the one that the present version replaced.
            remove: Take the tool away instead.
            reason: Why, for the message.
            by: Who asked for it.

        Raises:
            NotFoundError: when there is no such tool or version.
            RepositoryError: when there is nothing before, or local changes are in the way.
        """
        why = (reason, by)
        if remove:
            return retried(lambda: self._change(name, lambda _: None, why))
        return retried(lambda: self._change(name, lambda now: self._target(now, name, to), why))

    def _propose(self, candidate: Candidate, evidence: bytes) -> Proposal:
        repository = self._repository
        base = repository.require_tip(self._served)
        proposal = self._drafting.commit(candidate, evidence, base)
        old = repository.branch_tip(proposal.branch)
        ref = f"refs/heads/{proposal.branch}"
        repository.move([RefUpdate(ref=ref, old=old, new=proposal.commit)])
        return proposal

    def _publish(self, candidate: Candidate, evidence: bytes, approved_by: str | None) -> Landing:
        with self._follower.turn():
            base = self._repository.require_tip(self._served)
            proposal = self._drafting.commit(candidate, evidence, base)
            older = self._repository.branch_tip(proposal.branch)
            ref = f"refs/heads/{proposal.branch}"
            also = [RefUpdate(ref=ref, old=older, new=None)] if older else []
            return self._merge(proposal, proposal.commit, base, also, approved_by)

    def _land(self, proposal: Proposal, approved_by: str | None) -> Landing:
        with self._follower.turn():
            base = self._repository.require_tip(self._served)
            commit = self._on_base(proposal, base)
            return self._merge(proposal, commit, base, [_deletion(proposal)], approved_by)

    def _merge(
        self,
        proposal: Proposal,
        commit: str,
        base: str,
        also: list[RefUpdate],
        approved_by: str | None,
    ) -> Landing:
        message = self._messages.landing(proposal, approved_by)
        tree = self._repository.commit(commit).tree
        merge = self._committer.merge(base, commit, tree, message)
        return Landing(
            name=proposal.name,
            version=proposal.record.version,
            branch=proposal.branch,
            commit=merge,
            base=base,
            followed=self._follower.advance(self._served, base, merge, also),
        )

    def _on_base(self, proposal: Proposal, base: str) -> str:
        """The proposal's commit, re-made where the served branch has moved on."""
        if self._repository.branch_tip(proposal.branch) != proposal.commit:
            raise RepositoryError(f"{proposal.branch} moved meanwhile; look at it again")
        if proposal.base == base:
            return proposal.commit
        before = self.open.folders(proposal.base, proposal.name)
        if before != self.open.folders(base, proposal.name):
            raise RepositoryError(
                f"{proposal.name} changed on {self._served} since {proposal.branch} was made; "
                "learn it again on what is there now"
            )
        made = self._repository.commit(proposal.commit)
        tree = self._committer.tree(base, proposal.name, proposal.tree, proposal.record)
        return self._committer.commit(base, tree, made.message, author=made.author)

    def _change(
        self, name: str, choose: Callable[[Version], Version | None], why: tuple[str, str]
    ) -> Rollback:
        with self._follower.turn():
            base = self._repository.require_tip(self._served)
            present = self.versions.present(name)
            target = choose(present)
            record = self.versions.record(target) if target else None
            folder = target.tree if target else None
            tree = self._committer.tree(base, name, folder, record)
            after = target.version if target else ""
            message = self._messages.rollback(name, present.version, after, *why)
            commit = self._committer.commit(base, tree, message)
            followed = self._follower.advance(self._served, base, commit)
        return Rollback(
            name=name, before=present.version, after=after, commit=commit, followed=followed
        )

    def _target(self, present: Version, name: str, to: str | None) -> Version:
        if to is None:
            return self.versions.previous(name)
        target = self.versions.find(name, to)
        if target.tree == present.tree:
            raise RepositoryError(f"{name} is at version {to} already")
        return target

    def _record(self, decision: Decision, message: str, also: list[RefUpdate]) -> Followed:
        with self._follower.turn():
            base = self._repository.require_tip(self._served)
            changes: dict[str, bytes | None] = {
                **decision.changes(),
                str(INDEX_PATH): index_bytes(),
            }
            tree = self._repository.make_tree(base, changes)
            commit = self._committer.commit(base, tree, message)
            return self._follower.advance(self._served, base, commit, also)


def _deletion(proposal: Proposal) -> RefUpdate:
    return RefUpdate(ref=f"refs/heads/{proposal.branch}", old=proposal.commit, new=None)


def _paths(candidate: Candidate) -> list[str]:
    return [str(candidate.folder / name) for name in (*candidate.files, EVIDENCE_FILE)]


def _record_path(candidate: Candidate) -> str:
    contract = candidate.contract
    return f"registry/{contract.category}/{contract.name}.json"
