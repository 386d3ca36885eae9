"""Commits and merges on the served branch: written directly, or by git where hooks must run."""

from collections.abc import Mapping

from chotu_bot.domain.names import CATEGORIES, record_path, tool_folder
from chotu_bot.errors import GateFailedError, RepositoryError
from chotu_bot.registry import Record
from chotu_bot.registry.checking import INDEX_PATH, check_landing, index_bytes
from chotu_bot.vcs import Entry, Person, Repository
from chotu_bot.vcs.commits import trailers
from chotu_bot.vcs.hooks import HookedCommits
from chotu_bot.vcs.trees import FILE, FOLDER


class Committer:
    """Makes commits that no ref points at yet."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._right: tuple[str, str] | None = None

    def tree(
        self, base: str, name: str, folder: str | None = None, record: Record | None = None
    ) -> str:
        """Tree of ``base`` with the tool ``name`` being folder and record given, or absent.

        The tool disappears from every other category: a name stands for one tool.
        """
        repository = self._repository
        top = repository.commit(base).tree
        changes: dict[str, Entry | None] = dict.fromkeys(self._places(top, name))
        files = {str(INDEX_PATH): index_bytes()}
        if folder is not None and record is not None:
            changes[str(record.folder)] = Entry(FOLDER, folder)
            files[str(record.path)] = record.to_bytes()
        for path, content in files.items():
            held = repository.trees.find(top, path)
            if held is None or held.oid != repository.store.identify("blob", content):
                changes[path] = Entry(FILE, repository.store.write("blob", content))
            else:
                changes[path] = held
        return repository.trees.graft(top, changes)

    def commit(self, base: str, tree: str, message: str, *, author: Person | None = None) -> str:
        """Id of a commit of ``tree`` on ``base``; the repository's hooks have agreed.

        Raises:
            GateFailedError: when the registry in ``tree`` is not what its tools make it, or a
                hook changed a file.
            RepositoryError: when a hook refuses.
        """
        self._require_registry(base, tree)
        repository = self._repository
        if not repository.configuration.hooks:
            return repository.make_commit(tree, [base], message, author=author)
        repository.flush()
        made = HookedCommits(repository.git).commit(
            base, self._contents(base, tree), message, repository.configuration.persons()
        )
        return self._unchanged(made, tree, (base,), message)

    def merge(self, base: str, other: str, tree: str, message: str) -> str:
        """Id of a merge of ``other`` into ``base``; raises as ``commit``."""
        self._require_registry(base, tree)
        repository = self._repository
        if not repository.configuration.hooks:
            return repository.make_commit(tree, [base, other], message)
        made = HookedCommits(repository.git).merge(
            base, other, message, repository.configuration.persons()
        )
        return self._unchanged(made, tree, (base, other), message)

    def _places(self, top: str, name: str) -> list[str]:
        """Folder and record of a tool wherever they lie below the tree ``top``."""
        paths = [
            str(place(category, name))
            for category in CATEGORIES
            for place in (tool_folder, record_path)
        ]
        # Trees are remembered from landing to landing; git would read each of them anew.
        return [path for path in paths if self._repository.trees.find(top, path) is not None]

    def _require_registry(self, base: str, tree: str) -> None:
        old = self._repository.commit(base).tree
        # A landing on the proposal's own base has the trees that were checked for the proposal.
        if self._right == (old, tree):
            return
        findings = check_landing(self._repository, old, tree)
        if findings:
            raise GateFailedError(f"the registry would not be right: {findings[0]}")
        self._right = (old, tree)

    def _contents(self, base: str, tree: str) -> Mapping[str, bytes | None]:
        store = self._repository.store
        differences = self._repository.trees.difference(self._repository.commit(base).tree, tree)
        return {
            change.path: store.content(change.new.oid, "blob") if change.new else None
            for change in differences
        }

    def _unchanged(self, made: str, tree: str, parents: tuple[str, ...], message: str) -> str:
        commit = self._repository.commit(made)
        if commit.parents != parents:
            raise RepositoryError("a hook moved the commit elsewhere; nothing was landed")
        differences = tuple(self._repository.trees.difference(tree, commit.tree))
        if differences:
            names = ", ".join(change.path for change in differences)
            raise GateFailedError(
                f"a hook changed {names}, so it is not what was checked; make the hook accept "
                "the file as it is, or the template produce what the hook wants"
            )
        if not trailers(message).items() <= commit.trailers.items():
            raise GateFailedError("a hook removed trailers from the commit message")
        return made
