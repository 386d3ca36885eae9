"""Files and folders of a commit or tree, by path."""

from collections.abc import Sequence

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.commits import Commit
from chotu_bot.vcs.objects import Found, ObjectStore
from chotu_bot.vcs.recent import Recent
from chotu_bot.vcs.trees import Entry, Trees


class Snapshots:
    """Finds what lies at a path."""

    def __init__(self, store: ObjectStore, trees: Trees, commits: Recent[Commit]) -> None:
        """``commits``: those at hand, whose trees are likely to be as well."""
        self._store = store
        self._trees = trees
        self._commits = commits

    def find_all(self, rev: str, paths: Sequence[str]) -> Sequence[Found | None]:
        """What lies at ``paths`` in ``rev``, for many paths at the price of one.

        Raises:
            RepositoryError: when something lies there and cannot be read.
        """
        top = self._top_at_hand(rev)
        if top is not None:
            return self._below(rev, top, paths)
        found = self._store.find_all([f"{rev}:{path}" for path in paths])
        if None in found:
            # git says "missing" of what is not there and of what is damaged; the trees know.
            pairs = zip(paths, found, strict=True)
            self._require_absent(rev, [path for path, one in pairs if not one])
        return found

    def _top_at_hand(self, rev: str) -> str | None:
        """The top tree of what git does not know yet, or of a commit that was just read."""
        if self._store.is_pending(rev):
            return self._tree_of(rev)
        known = self._commits.get(rev)
        return known.tree if known is not None else None

    def _below(self, rev: str, top: str, paths: Sequence[str]) -> Sequence[Found | None]:
        """By the entries of trees, which are remembered; git would read each of them anew."""
        entries = [self._trees.find(top, path) for path in paths]
        there = [entry.oid for entry in entries if entry is not None]
        found = dict(zip(there, self._store.find_all(there), strict=True))
        for path, entry in zip(paths, entries, strict=True):
            if entry is not None and found[entry.oid] is None:
                _require_whole(rev, path, entry)
        return [found[entry.oid] if entry is not None else None for entry in entries]

    def _tree_of(self, pending: str) -> str:
        found = self._store.find(pending)
        if found is None or found.kind != "commit":
            return pending
        return found.content.split(b"\n", 1)[0].removeprefix(b"tree ").decode("ascii")

    def _require_absent(self, rev: str, paths: Sequence[str]) -> None:
        top = self._store.find(f"{rev}^{{tree}}")
        if top is None:
            return
        for path in paths:
            entry = self._trees.find(top.oid, path)
            if entry is not None:
                _require_whole(rev, path, entry)


def _require_whole(rev: str, path: str, entry: Entry) -> None:
    """Refuse what git cannot read, but for the commit of a submodule, which is elsewhere."""
    if entry.is_file or entry.is_folder:
        raise RepositoryError(f"{path} of {rev} is damaged; run git fsck to see more")
