"""Moving a branch while the working trees that show it follow, as git merge --ff-only would."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chotu_bot.errors import LostRaceError, RepositoryError
from chotu_bot.vcs.checkout import Checkout
from chotu_bot.vcs.hooks import abandoned_trees
from chotu_bot.vcs.intents import Intent, Intents
from chotu_bot.vcs.location import is_rebased
from chotu_bot.vcs.locks import locked
from chotu_bot.vcs.process import GitError
from chotu_bot.vcs.refs import RefUpdate
from chotu_bot.vcs.repository import Repository
from chotu_bot.vcs.trees import Change
from chotu_bot.vcs.upstream import Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How the working trees took a move of their branch."""

    kept: tuple[str, ...] = ()
    """Paths left alone because a person changed them in the very moment of the move."""
    pending: tuple[Path, ...] = ()
    """Working trees that could not follow yet; the next command completes them."""


class Follower:
    """Moves branches of one repository, and completes what a kill left half-followed."""

    def __init__(
        self,
        repository: Repository,
        *,
        wait_seconds: float = 5.0,
        upstream: Callable[[], Upstream | None] = lambda: None,
    ) -> None:
        """Take the repository.

        Args:
            repository: whose branches are moved.
            wait_seconds: how long another git may hold the index of a working tree.
            upstream: where landings are pushed to before they stand here, if anywhere.
        """
        self._repository = repository
        self._upstream = upstream
        self._wait = wait_seconds
        self._intents = Intents(repository.state_folder / "intents")
        self._thread = threading.RLock()
        self._depth = 0
        self._lock = repository.state_folder / "landing.lock"

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Keep every other chotu-bot from landing here; what is built on the tip stays on it.

        Where landings are pushed, the branch first catches up with its upstream. May be entered
        again by the thread that holds it.

        Raises:
            RepositoryError: when the upstream cannot be reached, or history has parted from it.
        """
        with self._alone():
            if self._depth == 1:
                self._catch_up()
            yield

    def catch_up(self) -> None:
        """Bring the branch that is pushed to what its upstream holds; raises as ``turn``."""
        with self.turn():
            pass

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._thread, contextlib.nullcontext() if self._depth else locked(self._lock):
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1

    def _catch_up(self) -> None:
        upstream = self._upstream()
        if upstream is None:
            return
        there, here = upstream.fetch(), self._repository.require_tip(upstream.branch)
        if there is None or self._repository.is_ancestor(there, here):
            return
        if not self._repository.is_ancestor(here, there):
            raise RepositoryError(
                f"{upstream.branch} and {upstream.title} have parted; "
                "merge or rebase by hand and try again"
            )
        self._advance(upstream.branch, here, there, (), push=False)

    def advance(self, branch: str, old: str, new: str, also: Sequence[RefUpdate] = ()) -> Followed:
        """Move ``branch`` from commit ``old`` to ``new``, with the other refs, and follow.

        Raises:
            LostRaceError: when a ref moved meanwhile; nothing has changed.
            RepositoryError: when local changes are in the way (by name), a rebase or merge is
                under way, or git or the upstream refuses; nothing has changed.
        """
        with self._alone():
            return self._advance(branch, old, new, also, push=True)

    def _advance(
        self, branch: str, old: str, new: str, also: Sequence[RefUpdate], *, push: bool
    ) -> Followed:
        # All that follows may ask git about the new commit.
        self._repository.flush()
        with self._alone():
            self._complete_pending()
            checkouts = self.checkouts(branch)
            changes = self._repository.changes(old, new) if checkouts else ()
            self._require_calm(branch, checkouts)
            for checkout in checkouts:
                _refuse(checkout.obstacles(changes))
            if push:
                self._push(branch, new)
            intents = [self._intent(one, branch, old, new) for one in checkouts]
            for intent in intents:
                self._intents.write(intent)
            update = RefUpdate(ref=f"refs/heads/{branch}", old=old, new=new)
            try:
                self._repository.move([update, *also])
            except RepositoryError:
                if self._repository.branch_tip(branch) != new:
                    for intent in intents:
                        self._intents.remove(intent)
                    raise
                # git died between the refs of one transaction, after the one that counts.
                self._move_rest(also)
            followed = self._follow(zip(checkouts, intents, strict=True), changes)
            self._repository.compaction.run_if_due()
            return followed

    def _push(self, branch: str, new: str) -> None:
        """Land upstream first: whoever loses the race there has changed nothing here."""
        upstream = self._upstream()
        if upstream is not None and upstream.branch == branch:
            upstream.send(new)

    def obstacles(self, branch: str, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of ``paths`` that carry local changes where ``branch`` is checked out."""
        tip = self._repository.commit(f"refs/heads/{branch}").tree
        find = self._repository.trees.find
        changes = [Change(path, find(tip, path), None) for path in paths]
        found = {name for one in self.checkouts(branch) for name in one.obstacles(changes)}
        return tuple(sorted(found))

    def require_clear(self, branch: str, paths: Iterable[str]) -> None:
        """Refuse where writing ``paths`` on ``branch`` would meet local changes.

        Raises:
            RepositoryError: naming them, or the rebase or merge that is under way.
        """
        self._require_calm(branch, self.checkouts(branch))
        _refuse(self.obstacles(branch, paths))

    def complete(self) -> tuple[str, ...]:
        """Complete what killed commands left; returns what was done, in words."""
        if not any(self._intents.pending()):
            return ()
        with self._alone():
            return self._complete_pending()

    def leftovers(self) -> tuple[str, ...]:
        """What killed commands left, in words; nothing is changed."""
        pending = [
            f"{one.work_tree} has not followed {one.branch} to {one.new[:12]}"
            for one in self._intents.pending()
        ]
        stray = [f"stray file {path}" for path in self._strays()]
        locks = [f"lock file {path}" for path in self._repository.locks()]
        return (*pending, *stray, *locks)

    def clean(self) -> tuple[str, ...]:
        """Complete and remove what killed commands left; returns what was done, in words."""
        with self._alone():
            done = [f"removed {path}" for path in self._repository.remove_stale_locks()]
            done.extend(self._complete_pending())
            for path in self._strays():
                _remove(path)
                done.append(f"removed {path}")
            self._repository.git.run("worktree", "prune")
        return tuple(done)

    def _strays(self) -> tuple[Path, ...]:
        return (*self._intents.drafts(), *abandoned_trees())

    def checkouts(self, branch: str) -> tuple[Checkout, ...]:
        """The working trees, main and linked, that show ``branch``."""
        repository = self._repository
        folders: list[Path] = []
        if repository.work_tree is not None and repository.head_branch() == branch:
            folders.append(repository.work_tree)
        if (repository.location.common_folder / "worktrees").is_dir():
            listed = _showing(self._repository, branch)
            folders.extend(folder for folder in listed if folder not in folders)
        return tuple(Checkout(folder) for folder in folders)

    def _move_rest(self, updates: Sequence[RefUpdate]) -> None:
        self._repository.remove_stale_locks()
        for update in updates:
            with contextlib.suppress(LostRaceError):
                self._repository.move([update])

    def _require_calm(self, branch: str, checkouts: Iterable[Checkout]) -> None:
        if is_rebased(self._repository.location.common_folder, branch):
            raise RepositoryError(
                f"a rebase of {branch} is under way; finish or abort it and try again"
            )
        for checkout in checkouts:
            checkout.require_calm(self._wait)

    def _intent(self, checkout: Checkout, branch: str, old: str, new: str) -> Intent:
        return Intent(work_tree=str(checkout.folder), branch=branch, old=old, new=new)

    def _follow(
        self, pairs: Iterable[tuple[Checkout, Intent]], changes: Sequence[Change]
    ) -> Followed:
        kept: list[str] = []
        pending: list[Path] = []
        for checkout, intent in pairs:
            try:
                kept.extend(checkout.follow(intent.old, intent.new, changes))
            except GitError:
                # The landing stands; the intent stays and the next command completes it.
                pending.append(checkout.folder)
            else:
                self._intents.remove(intent)
        return Followed(kept=tuple(kept), pending=tuple(pending))

    def _complete_pending(self) -> tuple[str, ...]:
        done = []
        if any(self._intents.pending()):
            self._repository.remove_stale_locks()
        for intent in self._intents.pending():
            if self._is_due(intent):
                checkout = Checkout(Path(intent.work_tree))
                checkout.require_calm(self._wait)
                kept = checkout.settle(self._due_changes(intent))
                done.append(_told(intent, kept))
            self._intents.remove(intent)
        return tuple(done)

    def _is_due(self, intent: Intent) -> bool:
        """Whether the branch did move and the working tree still shows it."""
        tip = self._repository.branch_tip(intent.branch)
        if tip is None or self._repository.resolve(intent.new) is None:
            return False
        showing = {str(one.folder) for one in self.checkouts(intent.branch)}
        return intent.work_tree in showing and self._repository.is_ancestor(intent.new, tip)

    def _due_changes(self, intent: Intent) -> list[Change]:
        # What later commits changed again is no longer ours to bring.
        tip = self._repository.commit(f"refs/heads/{intent.branch}").tree
        find = self._repository.trees.find
        changes = self._repository.changes(intent.old, intent.new)
        return [one for one in changes if find(tip, one.path) == one.new]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _refuse(obstacles: Sequence[str]) -> None:
    if obstacles:
        raise RepositoryError(
            f"local changes are in the way: {', '.join(obstacles)}; "
            "commit, stash or remove them and try again"
        )


def _told(intent: Intent, kept: Sequence[str]) -> str:
    text = f"{intent.work_tree} now follows {intent.branch} to {intent.new[:12]}"
    return f"{text}; kept as changed by you: {', '.join(kept)}" if kept else text


def _showing(repository: Repository, branch: str) -> list[Path]:
    listed = repository.git.run("worktree", "list", "--porcelain")
    folders = []
    for block in listed.decode("utf-8", "surrogateescape").split("\n\n"):
        lines = block.split("\n")
        folder = Path(lines[0].removeprefix("worktree ")).resolve()
        if f"branch refs/heads/{branch}" in lines and folder.is_dir():
            folders.append(folder)
    return folders
