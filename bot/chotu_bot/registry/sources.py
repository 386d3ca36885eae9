"""Where tools and records are read from: a commit, or the files of a working tree."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from chotu_bot.domain.names import (
    EVIDENCE_FILE,
    REGISTRY_FOLDER,
    TEST_FILE,
    TOOL_FILE,
    TOOLS_FOLDER,
)
from chotu_bot.vcs import Entry, Repository

_FILES = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFiles:
    """One folder under ``generated_tools/<category>/``."""

    category: str
    name: str
    files: Mapping[str, bytes]
    """Of tool.py, test_tool.py and evidence.json those that exist."""


class Source(Protocol):
    """A set of tools with its registry."""

    def tools(self) -> Iterator[ToolFiles]:
        """Every tool folder, sorted by category and name."""
        ...

    def registry_files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every JSON file of the registry but the ledger's."""
        ...


class CommitSource:
    """The tools of a commit (or of a tree)."""

    def __init__(self, repository: Repository, rev: str) -> None:
        self._repository = repository
        self._rev = rev

    def tools(self) -> Iterator[ToolFiles]:
        """Every tool folder, sorted by category and name."""
        folders = [
            (category, name, entry)
            for category, entries in self._categories(str(TOOLS_FOLDER))
            for name, entry in sorted(entries.items())
            if entry.is_folder
        ]
        for start in range(0, len(folders), _AT_ONCE):
            yield from self._read(folders[start : start + _AT_ONCE])

    def registry_files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every JSON file of the registry but the ledger's."""
        top = self._repository.list(self._rev, str(REGISTRY_FOLDER))
        paths = [(name, one) for name, one in sorted(top.items()) if one.is_file]
        for category, entries in self._categories(str(REGISTRY_FOLDER)):
            if category != "ledger":
                names = sorted(entries.items())
                paths.extend((f"{category}/{name}", one) for name, one in names if one.is_file)
        wanted = [(path, one.oid) for path, one in paths if path.endswith(".json")]
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            contents = self._contents([oid for _, oid in part])
            for (path, _), content in zip(part, contents, strict=True):
                yield f"{REGISTRY_FOLDER}/{path}", content

    def _categories(self, folder: str) -> Iterator[tuple[str, Mapping[str, Entry]]]:
        entries = self._repository.list(self._rev, folder)
        for name, entry in sorted(entries.items()):
            if entry.is_folder:
                yield name, self._repository.trees.entries(entry.oid)

    def _read(self, folders: Sequence[tuple[str, str, Entry]]) -> Iterator[ToolFiles]:
        trees = self._repository.trees.entries_all([entry.oid for _, _, entry in folders])
        held = [
            [(name, tree[name].oid) for name in _FILES if name in tree and tree[name].is_file]
            for tree in trees
        ]
        contents = iter(self._contents([oid for files in held for _, oid in files]))
        for (category, name, _), files in zip(folders, held, strict=True):
            found = {file: next(contents) for file, _ in files}
            yield ToolFiles(category=category, name=name, files=found)

    def _contents(self, oids: Sequence[str]) -> list[bytes]:
        return self._repository.store.contents(oids, "blob")


class FolderSource:
    """The tools of a working tree, as its files are now."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def tools(self) -> Iterator[ToolFiles]:
        """Every tool folder, sorted by category and name."""
        for category in _folders(self._root / TOOLS_FOLDER):
            for folder in _folders(category):
                files = {
                    name: _as_committed(folder / name)
                    for name in _FILES
                    if _is_plain_file(folder / name)
                }
                if files:
                    yield ToolFiles(category=category.name, name=folder.name, files=files)

    def registry_files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of every JSON file of the registry but the ledger's."""
        top = self._root / REGISTRY_FOLDER
        categories = [folder for folder in _folders(top) if folder.name != "ledger"]
        for folder in (top, *categories):
            for path in sorted(folder.glob("*.json")):
                if _is_plain_file(path):
                    yield path.relative_to(self._root).as_posix(), _as_committed(path)


def _as_committed(path: Path) -> bytes:
    """Content of a file, with the line ends that git keeps.

    Where git is set to check out CRLF, every line of a file ends so; a commit holds LF.
    """
    content = path.read_bytes()
    checked_out = content.count(b"\r\n")
    if checked_out and checked_out == content.count(b"\n"):
        return content.replace(b"\r\n", b"\n")
    return content


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    with os.scandir(parent) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    return [parent / name for name in sorted(names)]


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
