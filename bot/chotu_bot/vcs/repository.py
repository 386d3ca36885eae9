"""One git repository: reading it, and writing objects into it without index or checkout."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from chotu_bot.errors import LostRaceError, RepositoryError
from chotu_bot.vcs.commits import (
    Commit,
    Person,
    environment_of,
    parse_commit,
    serialize_commit,
)
from chotu_bot.vcs.compaction import Compaction
from chotu_bot.vcs.configuration import Configuration
from chotu_bot.vcs.location import Location, linked_trees, locate, under_way
from chotu_bot.vcs.objects import ObjectStore
from chotu_bot.vcs.process import Git
from chotu_bot.vcs.recent import Recent
from chotu_bot.vcs.refs import RefUpdate, RefWriter
from chotu_bot.vcs.signing import signed_commit
from chotu_bot.vcs.snapshots import Snapshots
from chotu_bot.vcs.stale import lock_files, remove_stale
from chotu_bot.vcs.trees import Change, Entry, Trees

_LOG = "--format=%H"
_REMEMBERED = 64
_BRANCH = "ref: refs/heads/"
_FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Repository:
    """A git repository, opened from a working tree, a folder in one, or a bare repository.

    Safe to use from several threads. Close it, or use it in a ``with`` statement, to end the git
    processes it keeps.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        bare = location.work_tree is None
        prefix = ("--git-dir", str(location.git_folder)) if bare else ()
        self.git = Git(location.work_tree or location.git_folder, prefix)
        objects = location.common_folder / "objects"
        self.store = ObjectStore(self.git, objects, location.algorithm)
        self.trees = Trees(self.store)
        self._commits: Recent[Commit] = Recent(_REMEMBERED)
        self._files = Snapshots(self.store, self.trees, self._commits)
        self.configuration = Configuration(self.git, location)
        self.compaction = Compaction(self.git, objects, self.configuration)
        width = 40 if location.algorithm == "sha1" else 64
        self._refs = RefWriter(self.git, width, self._ref_target, self._recorders)

    @classmethod
    def open(cls, path: Path) -> "Repository":
        """The repository around ``path``.

        Raises:
            RepositoryError: when there is none.
        """
        return cls(locate(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the git processes that were kept."""
        self.store.close()
        self._refs.close()

    @property
    def work_tree(self) -> Path | None:
        """Top of the working tree; None for a bare repository."""
        return self.location.work_tree

    @property
    def state_folder(self) -> Path:
        """``.chotu``, shared by all working trees; it may not exist yet."""
        return self.location.state_folder

    # Reading

    def head_branch(self) -> str | None:
        """Short name of the branch HEAD names, even before its first commit; None if detached."""
        text = (self.location.git_folder / "HEAD").read_text("utf-8", "surrogateescape").strip()
        if text.startswith(_BRANCH) and text != f"{_BRANCH}.invalid":
            return text.removeprefix(_BRANCH)
        if _FULL_ID.fullmatch(text):
            return None
        # Kept elsewhere (reftable): git knows.
        named = self.git.ask("symbolic-ref", "--quiet", "--short", "HEAD")
        return named.decode("utf-8", "surrogateescape").strip() if named is not None else None

    def resolve(self, rev: str) -> str | None:
        """Id of the commit that ``rev`` names, or None."""
        if not rev or rev.startswith("-") or "\n" in rev:
            return None
        found = self.store.find(f"{rev}^{{commit}}")
        return found.oid if found else None

    def served_branch(self, configured: str = "") -> str:
        """The branch tools land on: the configured one, else the branch of HEAD.

        Raises:
            RepositoryError: when HEAD is detached and none is configured.
        """
        branch = configured or self.head_branch()
        if branch is None:
            # A rebase detaches HEAD, and ending it is the better advice.
            self.require_calm()
            raise RepositoryError(
                "HEAD is detached, so there is no branch to land on; switch to one, "
                "or set branch under [publishing] in chotu.ini"
            )
        return branch

    def branch_tip(self, branch: str) -> str | None:
        """Id of the commit a local branch points at, or None.

        The full id of a commit stands for a branch that never moves.
        """
        found = self.resolve(f"refs/heads/{branch}")
        return found or (self.resolve(branch) if _FULL_ID.fullmatch(branch) else None)

    def require_tip(self, branch: str) -> str:
        """As ``branch_tip``.

        Raises:
            RepositoryError: when the branch has no commit yet, or does not exist.
        """
        tip = self.branch_tip(branch)
        if tip is not None:
            return tip
        if self.head_branch() == branch:
            raise RepositoryError(
                f"branch {branch} has no commit yet; make a first one, for instance: "
                "git commit --allow-empty -m 'Begin'"
            )
        raise RepositoryError(f"there is no branch {branch} in this repository")

    def in_progress(self) -> str | None:
        """What a person has begun here and not finished (a rebase, a merge …), or None."""
        return under_way(self.location.git_folder)

    def require_calm(self) -> None:
        """Refuse while a rebase or merge is under way.

        Raises:
            RepositoryError: naming it.
        """
        what = self.in_progress()
        if what is not None:
            raise RepositoryError(f"{what} is under way; finish or abort it and try again")

    def commit(self, rev: str) -> Commit:
        """The commit that ``rev`` names.

        Raises:
            RepositoryError: when there is none.
        """
        known = self._commits.get(rev)
        if known is not None:
            return known
        found = self.store.find(rev if self.store.is_pending(rev) else f"{rev}^{{commit}}")
        if found is None:
            raise RepositoryError(f"there is no commit {rev!r} in this repository")
        commit = parse_commit(found.oid, found.content)
        if commit.id == rev:
            self._commits.put(rev, commit)
        return commit

    def read(self, rev: str, path: str) -> bytes | None:
        """Content of the file at ``path`` in ``rev`` (a commit, branch or tree), or None.

        Raises:
            RepositoryError: when the file is there and cannot be read.
        """
        return self.read_all(rev, [path])[0]

    def read_all(self, rev: str, paths: Sequence[str]) -> list[bytes | None]:
        """As ``read``, for many paths at the price of one."""
        found = self._files.find_all(rev, paths)
        return [one.content if one is not None and one.kind == "blob" else None for one in found]

    def list(self, rev: str, folder: str) -> Mapping[str, Entry]:
        """What the folder holds, by name; empty when there is no such folder."""
        return self.trees.entries(self.tree_id(rev, folder))

    def tree_id(self, rev: str, path: str) -> str | None:
        """Id of the folder at ``path`` ("" for the top) in ``rev``, or None."""
        found = self._files.find_all(rev, [path])[0]
        return found.oid if found is not None and found.kind == "tree" else None

    def changes(self, old: str | None, new: str) -> tuple[Change, ...]:
        """Every file that differs between two commits; all files when ``old`` is None."""
        before = self.commit(old).tree if old else None
        return tuple(self.trees.difference(before, self.commit(new).tree))

    def history(
        self, path: str | Sequence[str], rev: str, *, first_parent: bool = True, limit: int = 0
    ) -> tuple[Commit, ...]:
        """Commits reachable from ``rev`` that changed a path ("" for all), newest first.

        With ``first_parent`` a merge counts as what it changed on the branch.
        """
        options = ["--first-parent"] if first_parent else []
        if limit:
            options.append(f"--max-count={limit}")
        scope = [path] if isinstance(path, str) else list(path)
        listed = self.git.run(
            "log", _LOG, *options, "--end-of-options", rev, "--", *filter(None, scope)
        )
        names = listed.decode().split()
        found = self.store.find_all(names)
        return tuple(parse_commit(one.oid, one.content) for one in found if one is not None)

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether commit ``older`` is reachable from ``newer``."""
        return self.git.ask("merge-base", "--is-ancestor", older, newer) is not None

    def branches(self, prefix: str = "") -> Mapping[str, str]:
        """Ids of the local branches below ``prefix``, by short name."""
        listed = self.git.run(
            "for-each-ref", "--format=%(objectname) %(refname)", f"refs/heads/{prefix}"
        )
        lines = listed.decode("utf-8", "surrogateescape").splitlines()
        pairs = (line.split(" ", 1) for line in lines)
        return {ref.removeprefix("refs/heads/"): oid for oid, ref in pairs}

    # What killed processes leave

    def locks(self) -> tuple[Path, ...]:
        """Lock files of git in this repository, stale or not."""
        return lock_files(self.location.common_folder)

    def remove_stale_locks(self) -> tuple[Path, ...]:
        """Remove lock files that no living git can have made; returns them."""
        common, top = self.location.common_folder, self.location.work_tree
        folders = [common, *([top] if top else []), *linked_trees(common)]
        return remove_stale(self.locks(), folders)

    # Writing

    def make_tree(self, base: str | None, changes: Mapping[str, bytes | None]) -> str:
        """Id of the tree that ``changes`` make of the commit ``base``; None removes a path."""
        return self.trees.build(self.commit(base).tree if base else None, changes)

    def make_commit(
        self,
        tree: str,
        parents: Sequence[str],
        message: str,
        *,
        author: Person | None = None,
    ) -> str:
        """Id of a new commit, signed where git is configured so.

        It is on disk, with everything it needs, once a ref was moved to it, or after ``flush``.

        Raises:
            RepositoryError: when it cannot be signed.
        """
        author = author or self.configuration.person("author")
        committer = self.configuration.person("committer")
        if self.configuration.switch("commit.gpgsign"):
            self.flush()
            persons = environment_of(author, committer)
            return signed_commit(self.git, tree, parents, message, persons)
        content = serialize_commit(tree, tuple(parents), message, author, committer)
        made = self.store.write("commit", content)
        # Whoever comes next starts from it.
        self._commits.put(made, parse_commit(made, content))
        return made

    def flush(self) -> None:
        """Bring written objects to disk.

        Raises:
            RepositoryError: when the disk is full or read-only.
        """
        try:
            self.store.flush()
        except OSError as error:
            raise RepositoryError(
                f"the object database cannot be written: {error.strerror or error}"
            ) from error

    def move(self, updates: Sequence[RefUpdate]) -> None:
        """Move refs together, each only from where it is known to be, to what is on disk by then.

        Working trees do not follow; ``Follower.advance`` moves a branch that may be shown.

        Raises:
            LostRaceError: when one of them moved meanwhile.
        """
        self.flush()
        try:
            self._refs.move(updates)
        except LostRaceError:
            # Whoever retries finds a killed git's locks gone.
            self.remove_stale_locks()
            raise

    def _recorders(self) -> dict[str, str]:
        # The date stays git's own: a reflog tells when a ref moved, not when work was done.
        persons = self.configuration.persons()
        return {key: value for key, value in persons.items() if not key.endswith("_DATE")}

    def _ref_target(self, ref: str) -> str | None:
        found = self.store.find(ref)
        return found.oid if found else None
