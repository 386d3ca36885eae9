"""Keeping: proposals, history, the way back, audits, the merge gate, the registry."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chotu_bot.app.facade.base import Facade
from chotu_bot.app.rejections import DEFAULT_DAYS, facts_of
from chotu_bot.domain.verdict import Finding

if TYPE_CHECKING:
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
    from chotu_bot.reviewing.values import RangeReport, ToolReport


class Keeping(Facade):
    """What maintainers do with what was learned."""

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
