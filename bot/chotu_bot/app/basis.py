"""The collaborators of a repository as one of its commits has them, whatever the files say."""

import tempfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import chotu_bot
from chotu_bot.app.premises import LOCK_FILE, Notify
from chotu_bot.app.workshop import Workshop
from chotu_bot.errors import ConfigurationError
from chotu_bot.rendering.templates import Templates, shipped_folder
from chotu_bot.sandbox import environment
from chotu_bot.settings import FILE, Settings, load
from chotu_bot.vcs import Repository

_TEMPLATES = "templates"


class BasisWorkshop(Workshop):
    """A workshop whose configuration, templates and lock come from a commit."""

    def __init__(self, folder: Path, commit: str, notify: Notify) -> None:
        """``commit``: id of the commit that decides."""
        super().__init__(folder, notify)
        self._commit = commit

    @cached_property
    def branch(self) -> str:
        """The commit itself: what is rehearsed lands on it, wherever HEAD is."""
        return self._commit

    @cached_property
    def settings(self) -> Settings:
        """chotu.ini of the commit, and the environment of whoever runs this."""
        content = self.repository.read(self._commit, FILE) or b""
        try:
            return load(content.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise ConfigurationError(f"{FILE} cannot be read: {error}") from error

    @cached_property
    def templates(self) -> Templates:
        """The commit's own templates first, then those that ship."""
        if self.repository.tree_id(self._commit, _TEMPLATES) is None:
            return Templates([shipped_folder()])
        copy = tempfile.TemporaryDirectory(prefix="chotu-basis-")
        self.closes(copy.cleanup)
        folder = Path(copy.name)
        for path, content in _files(self.repository, self._commit, _TEMPLATES):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content())
        return Templates([folder, shipped_folder()])

    @cached_property
    def lock(self) -> str:
        """The lock of the tool environment: the commit's own, else the shipped one."""
        content = self.repository.read(self._commit, LOCK_FILE)
        return environment.shipped_lock() if content is None else content.decode("utf-8")


def code_that_differs(repository: Repository, commit: str) -> str:
    """A file of the running program that lies in the repository and is not the commit's.

    Empty where the program is installed elsewhere, or is just what the commit holds.
    """
    root = repository.work_tree
    package = Path(chotu_bot.__file__).resolve().parent
    for folder in (package, shipped_folder().resolve()):
        if root is not None and folder.is_relative_to(root):
            found = _difference(repository, commit, folder, folder.relative_to(root).as_posix())
            if found:
                return found
    return ""


def _difference(repository: Repository, commit: str, folder: Path, path: str) -> str:
    tracked = repository.git.run("ls-files", "--", path).decode("utf-8", "surrogateescape").split()
    if not tracked:
        return ""
    held = dict(_files(repository, commit, path))
    there = {
        one.relative_to(folder).as_posix()
        for one in folder.rglob("*")
        if one.is_file() and "__pycache__" not in one.parts
    }
    for name in sorted(there | held.keys()):
        same = name in held and name in there and (folder / name).read_bytes() == held[name]()
        if not same:
            return f"{path}/{name}"
    return ""


def _files(
    repository: Repository, commit: str, folder: str
) -> list[tuple[str, Callable[[], bytes]]]:
    """Every regular file below a folder of a commit, by its path there."""
    tree = repository.tree_id(commit, folder)
    found: list[tuple[str, Callable[[], bytes]]] = []
    for change in repository.trees.difference(None, tree):
        if change.new is not None and change.new.is_file:
            oid = change.new.oid
            found.append((change.path, lambda oid=oid: repository.store.content(oid, "blob")))  # type: ignore[misc]
    return found
