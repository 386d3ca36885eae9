"""Going back with many tools at once: a whole landing undone, a checkpoint restored."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from chotu_bot.domain.names import CATEGORIES, TOOLS_FOLDER
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.errors import NotFoundError, RepositoryError, UsageError
from chotu_bot.publishing.committing import Committer, Placed
from chotu_bot.publishing.messages import Messages
from chotu_bot.publishing.patience import retried
from chotu_bot.publishing.values import Checkpoint, Restored
from chotu_bot.publishing.versions import record_of_folder
from chotu_bot.vcs import Commit, Repository
from chotu_bot.vcs.following import Follower

_PREFIX = "checkpoint/"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


class Place(NamedTuple):
    """Where a tool lies in a commit, and as what."""

    category: str
    tree: str


Move: TypeAlias = tuple[Place | None, Place | None]
"""What a tool was and what it is; None where it is absent."""


class Restoring:
    """Writes earlier states of many tools to the served branch, as one new commit."""

    def __init__(
        self,
        repository: Repository,
        served: str,
        committer: Committer,
        messages: Messages,
        follower: Follower,
    ) -> None:
        self._repository = repository
        self._served = served
        self._committer = committer
        self._messages = messages
        self._follower = follower

    def undo(self, rev: str, *, reason: str = "", by: str = "") -> Restored:
        """Take back everything that the commit ``rev`` did to tools.

        Raises:
            NotFoundError: when the served branch holds no such commit.
            RepositoryError: when the commit changed no tool, or one of its tools has changed
                since (named); nothing is written.
        """
        return retried(lambda: self._undo(rev, reason, by))

    def checkpoint(self, name: str, *, by: str = "") -> Checkpoint:
        """Remember all tools as they are now, by the tag ``checkpoint/NAME``.

        Raises:
            UsageError: for a name that cannot be one.
            RepositoryError: when there is such a checkpoint already.
        """
        if not _NAME.fullmatch(name) or ".." in name or name.endswith(".lock"):
            raise UsageError(
                f"{name!r} cannot name a checkpoint; use lower-case letters, digits, . _ and -"
            )
        if self._tagged(name) is not None:
            raise RepositoryError(f"there is a checkpoint {name} already; choose another name")
        tip = self._repository.require_tip(self._served)
        message = f"Checkpoint {name}" + (f" by {by}" if by else "")
        persons = self._repository.configuration.persons()
        self._repository.git.run(
            "tag", "--annotate", "-m", message, f"{_PREFIX}{name}", tip, extra=persons
        )
        return Checkpoint(name=name, commit=tip, tools=len(self._places(tip)))

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every checkpoint, sorted by name."""
        listed = self._repository.git.run(
            "for-each-ref", "--format=%(refname:strip=3)", f"refs/tags/{_PREFIX}"
        )
        found = ((name, self._tagged(name)) for name in listed.decode().split())
        return tuple(
            Checkpoint(name=name, commit=commit, tools=len(self._places(commit)))
            for name, commit in found
            if commit
        )

    def restore(self, name: str, *, reason: str = "", by: str = "") -> Restored:
        """Bring all tools back to what they were at a checkpoint; the history stays.

        Raises:
            NotFoundError: naming the checkpoints there are.
            RepositoryError: when nothing has changed since, or local changes are in the way.
        """
        commit = self._tagged(name)
        if commit is None:
            there = ", ".join(one.name for one in self.checkpoints()) or "none"
            raise NotFoundError(f"there is no checkpoint {name!r}; there are: {there}")
        return retried(lambda: self._restore(name, commit, reason, by))

    def _tagged(self, name: str) -> str | None:
        known = _NAME.fullmatch(name) is not None
        return self._repository.resolve(f"refs/tags/{_PREFIX}{name}") if known else None

    def _undo(self, rev: str, reason: str, by: str) -> Restored:
        commit = self._landed(rev)

        def changes(base: str) -> Mapping[str, Move]:
            done = self._moves(commit.parents[0] if commit.parents else None, commit.id)
            if not done:
                raise RepositoryError(f"commit {commit.id[:12]} changed no tool")
            self._require_unchanged(done, base, commit.id)
            return {name: (after, before) for name, (before, after) in done.items()}

        title = f"Undo {commit.id[:12]} ({commit.subject})"
        return self._write(title, {"Chotu-Undone": commit.id}, changes, reason, by)

    def _restore(self, name: str, commit: str, reason: str, by: str) -> Restored:
        def changes(base: str) -> Mapping[str, Move]:
            moves = self._moves(base, commit)
            if not moves:
                raise RepositoryError(f"the tools are as they were at checkpoint {name} already")
            return moves

        title = f"Restore checkpoint {name}"
        marks = {"Chotu-Restored": name, "Chotu-Checkpoint": commit}
        return self._write(title, marks, changes, reason, by)

    def _write(
        self,
        title: str,
        marks: Mapping[str, str],
        changes: Callable[[str], Mapping[str, Move]],
        reason: str,
        by: str,
    ) -> Restored:
        with self._follower.turn():
            base = self._repository.require_tip(self._served)
            moves = changes(base)
            placed = {name: self._placed(name, after) for name, (_, after) in moves.items()}
            tree = self._committer.tree_of(base, placed)
            versions = {
                name: (self._version(before), self._version(after))
                for name, (before, after) in moves.items()
            }
            message = self._messages.restoring(title, versions, marks, reason, by)
            commit = self._committer.commit(base, tree, message)
            followed = self._follower.advance(self._served, base, commit)
        return Restored(commit=commit, versions=versions, followed=followed)

    def _landed(self, rev: str) -> Commit:
        tip = self._repository.require_tip(self._served)
        found = self._repository.resolve(rev)
        if found is None or not self._repository.is_ancestor(found, tip):
            raise NotFoundError(f"there is no commit {rev!r} on {self._served}")
        return self._repository.commit(found)

    def _require_unchanged(self, done: Mapping[str, Move], base: str, commit: str) -> None:
        now = self._places(base)
        later = [name for name, (_, after) in done.items() if now.get(name) != after]
        if later:
            raise RepositoryError(
                f"{', '.join(later)} changed after commit {commit[:12]}; take later changes back "
                "first, or bring one version back with: chotu-bot rollback TOOL --to VERSION"
            )

    def _moves(self, old: str | None, new: str) -> Mapping[str, Move]:
        before, after = self._places(old) if old else {}, self._places(new)
        names = sorted(before.keys() | after.keys())
        moves = {name: (before.get(name), after.get(name)) for name in names}
        return {name: move for name, move in moves.items() if move[0] != move[1]}

    def _places(self, rev: str) -> Mapping[str, Place]:
        return {
            name: Place(category, entry.oid)
            for category in CATEGORIES
            for name, entry in self._repository.list(rev, f"{TOOLS_FOLDER}/{category}").items()
            if entry.is_folder
        }

    def _placed(self, name: str, place: Place | None) -> Placed | None:
        if place is None:
            return None
        try:
            return Placed(folder=place.tree, record=record_of_folder(self._repository, place.tree))
        except MalformedToolError as error:
            raise RepositoryError(f"{name} cannot be brought back: {error}") from error

    def _version(self, place: Place | None) -> str:
        try:
            return record_of_folder(self._repository, place.tree).version if place else ""
        except MalformedToolError:
            # Somebody edited it by hand; it can still be taken back.
            return "?"
