"""Files and folders of a commit or tree, by path."""

from collections.abc import Sequence

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.objects import Found, ObjectStore
from chotu_bot.vcs.trees import Trees


class Snapshots:
    """Finds what lies at a path."""

    def __init__(self, store: ObjectStore, trees: Trees) -> None:
        self._store = store
        self._trees = trees

    def find_all(self, rev: str, paths: Sequence[str]) -> Sequence[Found | None]:
        """What lies at ``paths`` in ``rev``, for many paths at the price of one.

        Raises:
            RepositoryError: when something lies there and cannot be read.
        """
        if self._store.is_pending(rev):
            # git does not know it yet; its entries lead to what git does know.
            top = self._tree_of(rev)
            entries = [self._trees.find(top, path) for path in paths]
            return [self._store.find(one.oid) if one else None for one in entries]
        found = self._store.find_all([f"{rev}:{path}" for path in paths])
        if None in found:
            # git says "missing" of what is not there and of what is damaged; the trees know.
            pairs = zip(paths, found, strict=True)
            self._require_absent(rev, [path for path, one in pairs if not one])
        return found

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
            if entry is not None and (entry.is_file or entry.is_folder):
                raise RepositoryError(f"{path} of {rev} is damaged; run git fsck to see more")
