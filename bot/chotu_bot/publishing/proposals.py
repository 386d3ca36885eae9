"""Proposal branches: one commit each, ours alone, re-made on the current base."""

from collections.abc import Mapping

from chotu_bot.domain.contract import digest
from chotu_bot.domain.names import (
    CATEGORIES,
    EVIDENCE_FILE,
    TEST_FILE,
    TOOL_FILE,
    record_path,
    refusal,
    tool_folder,
    tool_folders,
)
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.publishing.values import PREFIXES, Proposal
from chotu_bot.registry import Record, record_of
from chotu_bot.registry.records import request_of
from chotu_bot.vcs import Commit, Repository


class Proposals:
    """The proposals that are open in a repository."""

    def __init__(self, repository: Repository, served: str) -> None:
        self._repository = repository
        self._served = served

    def all(self) -> tuple[Proposal, ...]:
        """Every proposal that is ours to land, sorted by branch."""
        return tuple(found for found in map(self._attempt, self._branches()) if found)

    def foreign(self) -> Mapping[str, str]:
        """Why a branch named like a proposal is none of ours, by branch."""
        reasons = {branch: self.why_foreign(branch) for branch in self._branches()}
        return {branch: reason for branch, reason in reasons.items() if reason is not None}

    def find(self, name: str) -> Proposal:
        """The open proposal for the tool, or on the branch, ``name``.

        Raises:
            NotFoundError: when there is none.
            RepositoryError: when a person has committed on its branch.
        """
        wanted = [name] if name.startswith(PREFIXES) else [f"{one}{name}" for one in PREFIXES]
        there = [branch for branch in wanted if self._repository.branch_tip(branch)]
        if not there:
            raise NotFoundError(f"there is no proposal {name!r}; see: chotu-bot proposals")
        branch = there[-1]
        self.require_ours(branch)
        return self._read(branch)

    def require_ours(self, branch: str) -> None:
        """Refuse to touch a branch a person has worked on.

        Raises:
            RepositoryError: naming the branch and what is on it.
        """
        reason = self.why_foreign(branch)
        if reason is not None:
            raise RepositoryError(
                f"branch {branch} is not only ours: {reason}; merge, rename or delete it by hand"
            )

    def why_foreign(self, branch: str) -> str | None:
        """Why the branch is not just one commit of ours, or None when it is, or is not there."""
        tip = self._repository.branch_tip(branch)
        if tip is None:
            return None
        return self.why_not_ours(tip, branch.partition("/")[2])

    def why_not_ours(self, tip: str, name: str) -> str | None:
        """As ``why_foreign``, for a commit that may be on no branch here."""
        commit = self._repository.commit(tip)
        if commit.trailers.get("Chotu-Tool") != name:
            return f"commit {tip[:12]} ({commit.subject}) was not made by chotu-bot"
        if len(commit.parents) != 1 or not self._is_base(commit.parents[0]):
            return f"it holds more than one commit up to {tip[:12]}"
        return self._why_altered(commit, name)

    def folders(self, commit: str, name: str) -> tuple[str | None, ...]:
        """Ids of the tool's folder in each category; what a proposal rests on."""
        paths = [f"{commit}:{folder}" for folder in tool_folders(name).values()]
        found = self._repository.store.find_all(paths)
        return tuple(one.oid if one else None for one in found)

    def _branches(self) -> tuple[str, ...]:
        return tuple(branch for prefix in PREFIXES for branch in self._repository.branches(prefix))

    def merged(self) -> Mapping[str, str]:
        """Ids of branches that have landed and are still there, because git was killed."""
        tips = {branch: self._repository.branch_tip(branch) for branch in self._branches()}
        return {branch: tip for branch, tip in tips.items() if tip and self._is_base(tip)}

    def _attempt(self, branch: str) -> Proposal | None:
        tip = self._repository.branch_tip(branch)
        gone = tip is None or self._is_base(tip) or self.why_foreign(branch) is not None
        return None if gone else self._read(branch)

    def _is_base(self, commit: str) -> bool:
        served = self._repository.branch_tip(self._served)
        return served is not None and (
            commit == served or self._repository.is_ancestor(commit, served)
        )

    def _why_altered(self, commit: Commit, name: str) -> str | None:
        """What of the commit is not as we made it: somebody amended it."""
        try:
            record, files = self._tool(commit, name)
        except (MalformedToolError, NotFoundError) as error:
            return f"commit {commit.id[:12]} was altered: {error}"
        evidence = files.get(EVIDENCE_FILE, b"")
        if commit.trailers.get("Chotu-Evidence") != digest(evidence):
            return f"commit {commit.id[:12]} was altered: {EVIDENCE_FILE} is not the one it names"
        if self._repository.read(commit.id, str(record.path)) != record.to_bytes():
            return f"commit {commit.id[:12]} was altered: {record.path} does not fit the tool"
        marks = (f'"sha256": "{digest(files.get(one, b""))}"' for one in (TOOL_FILE, TEST_FILE))
        if not all(mark.encode() in evidence for mark in marks):
            return f"commit {commit.id[:12]} was altered: the evidence is of other files"
        return None

    def _tool(self, commit: Commit, name: str) -> tuple[Record, dict[str, bytes]]:
        if refusal(name) is None:
            names = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
            for category in CATEGORIES:
                folder = tool_folder(category, name)
                if self._repository.tree_id(commit.id, str(folder)) is not None:
                    paths = [str(folder / one) for one in names]
                    held = zip(names, self._repository.read_all(commit.id, paths), strict=True)
                    files = {key: content for key, content in held if content is not None}
                    tool = files.get(TOOL_FILE, b"")
                    record = record_of(tool, files.get(TEST_FILE), files.get(EVIDENCE_FILE))
                    if record.path == record_path(category, name):
                        return record, files
        raise NotFoundError(f"it holds no tool {name}")

    def _read(self, branch: str) -> Proposal:
        commit = self._repository.commit(f"refs/heads/{branch}")
        name = branch.partition("/")[2]
        record, files = self._tool(commit, name)
        tree = self._repository.tree_id(commit.id, str(record.folder))
        return Proposal(
            name=name,
            branch=branch,
            commit=commit.id,
            base=commit.parents[0],
            record=record,
            tree=tree or "",
            request=request_of(files.get(EVIDENCE_FILE))[0],
            trailers=commit.trailers,
            made=commit.committer.at,
        )
