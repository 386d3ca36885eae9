"""Commits and merges on the served branch: written directly, or by git where hooks must run."""

from collections.abc import Mapping
from dataclasses import dataclass

from chotu_bot.domain.names import record_paths, tool_folders
from chotu_bot.errors import GateFailedError, RepositoryError
from chotu_bot.registry import Record
from chotu_bot.registry.checking import INDEX_PATH, check_landing, index_bytes
from chotu_bot.vcs import Entry, Person, Repository
from chotu_bot.vcs.commits import trailers
from chotu_bot.vcs.hooks import HookedCommits
from chotu_bot.vcs.trees import FILE, FOLDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A tool as it shall stand in a tree."""

    folder: str
    """Id of the tool's folder."""
    record: Record


class Committer:
    """Makes commits that no ref points at yet."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._right: tuple[str, str] | None = None

    def tree(
        self, base: str, name: str, folder: str | None = None, record: Record | None = None
    ) -> str:
        """Tree of ``base`` with the tool ``name`` being folder and record given, or absent."""
        placed = Placed(folder=folder, record=record) if folder and record else None
        return self.tree_of(base, {name: placed})

    def tree_of(self, base: str, tools: Mapping[str, Placed | None]) -> str:
        """Tree of ``base`` with each of the tools being what is given, or absent.

        A tool disappears from every other category: a name stands for one tool.
        """
        top = self._repository.commit(base).tree
        places = [path for name in tools for path in self._places(top, name)]
        changes: dict[str, Entry | None] = dict.fromkeys(places)
        files = {str(INDEX_PATH): index_bytes()}
        for one in filter(None, tools.values()):
            changes[str(one.record.folder)] = Entry(FOLDER, one.folder)
            files[str(one.record.path)] = one.record.to_bytes()
        changes.update({path: self._entry(top, path, files[path]) for path in files})
        return self._repository.trees.graft(top, changes)

    def _entry(self, top: str, path: str, content: bytes) -> Entry:
        """The file's entry, which keeps what is there already as it is."""
        store = self._repository.store
        held = self._repository.trees.find(top, path)
        if held is not None and held.oid == store.identify("blob", content):
            return held
        return Entry(FILE, store.write("blob", content))

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
        paths = [*tool_folders(name).values(), *record_paths(name).values()]
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
