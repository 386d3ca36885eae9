"""Git trees: reading, comparing, and building a new one from a base and a few changes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.objects import ObjectStore

FOLDER = "40000"
FILE = "100644"
_REMEMBERED = 256


class Entry(NamedTuple):
    """One name in a tree; a tuple, because trees of thousands are compared entry by entry."""

    mode: str
    """Octal as git writes it: 100644, 100755, 120000 (link), 40000 (folder), 160000 (module)."""
    oid: str

    @property
    def is_folder(self) -> bool:
        """Whether the entry is a tree."""
        return self.mode == FOLDER

    @property
    def is_file(self) -> bool:
        """Whether the entry is a regular file."""
        return self.mode.startswith("100")


@dataclass(frozen=True, slots=True)
class Change:
    """How one path differs between two trees; None stands for absence."""

    path: str
    old: Entry | None
    new: Entry | None


Tree = Mapping[str, Entry]


def parse_tree(content: bytes, width: int) -> dict[str, Entry]:
    """The entries of a tree object; ``width`` is the size of a binary object id in bytes."""
    found = re.findall(rb"(\d+) ([^\0]+)\0(.{%d})" % width, content, re.DOTALL)
    return {
        name.decode("utf-8", "surrogateescape"): Entry(mode.decode("ascii"), oid.hex())
        for mode, name, oid in found
    }


def serialize_tree(entries: Tree) -> bytes:
    """The tree object of ``entries``, in git's order."""
    named = [(name.encode("utf-8", "surrogateescape"), entry) for name, entry in entries.items()]
    named.sort(key=lambda pair: pair[0] + b"/" if pair[1].is_folder else pair[0])
    return b"".join(
        b"%s %s\0%s" % (entry.mode.encode("ascii"), name, bytes.fromhex(entry.oid))
        for name, entry in named
    )


class Trees:
    """Trees of one object database."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._read: dict[str, Tree] = {}

    def entries(self, oid: str | None) -> Tree:
        """What a tree holds; nothing for None."""
        if oid is None:
            return {}
        known = self._read.get(oid)
        if known is None:
            known = parse_tree(self._store.content(oid, "tree"), len(oid) // 2)
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            # What an id stands for never changes.
            self._read[oid] = known
        return known

    def entries_all(self, oids: Sequence[str]) -> list[dict[str, Entry]]:
        """As ``entries``, for many trees at the price of one."""
        contents = self._store.contents(oids, "tree")
        return [
            parse_tree(content, len(oid) // 2) for oid, content in zip(oids, contents, strict=True)
        ]

    def find(self, oid: str, path: str) -> Entry | None:
        """The entry at ``path`` below the tree ``oid``."""
        entry: Entry | None = Entry(FOLDER, oid)
        for name in filter(None, path.split("/")):
            if entry is None or not entry.is_folder:
                return None
            entry = self.entries(entry.oid).get(name)
        return entry

    def build(self, base: str | None, changes: Mapping[str, bytes | None]) -> str:
        """The tree that ``changes`` make of ``base``: new content by path, None removes.

        Folders that become empty disappear; modes of existing files stay.

        Raises:
            RepositoryError: when a path leads through something that is not a folder.
        """
        grafts = {
            path: None if content is None else Entry(FILE, self._store.write("blob", content))
            for path, content in changes.items()
        }
        return self.graft(base, grafts)

    def graft(self, base: str | None, changes: Mapping[str, Entry | None]) -> str:
        """As ``build``, with entries that are already in the database (files or folders)."""
        return self._write(base, changes, "") or self._store.write("tree", b"")

    def _write(self, base: str | None, changes: Mapping[str, Entry | None], at: str) -> str | None:
        entries = dict(self.entries(base))
        below: dict[str, dict[str, Entry | None]] = {}
        for path, entry in changes.items():
            name, _, rest = path.partition("/")
            if rest:
                below.setdefault(name, {})[rest] = entry
            elif entry is None:
                entries.pop(name, None)
            else:
                entries[name] = _with_mode_of(entries.get(name), entry)
        for name, inner in below.items():
            self._descend(entries, name, inner, at)
        return self._store.write("tree", serialize_tree(entries)) if entries else None

    def _descend(
        self, entries: dict[str, Entry], name: str, inner: Mapping[str, Entry | None], at: str
    ) -> None:
        held = entries.get(name)
        if held is not None and not held.is_folder:
            raise RepositoryError(f"{at}{name} is in the way: a folder is needed there")
        oid = self._write(held.oid if held else None, inner, f"{at}{name}/")
        if oid is None:
            entries.pop(name, None)
        else:
            entries[name] = Entry(FOLDER, oid)

    def difference(self, old: str | None, new: str | None, at: str = "") -> Iterator[Change]:
        """Every file that differs between two trees, sorted by path."""
        if old == new:
            return
        before, after = self.entries(old), self.entries(new)
        for name in sorted(before.keys() | after.keys()):
            was, now = before.get(name), after.get(name)
            if was != now:
                yield from self._differing(was, now, f"{at}{name}")

    def _differing(self, was: Entry | None, now: Entry | None, path: str) -> Iterator[Change]:
        old_folder = was.oid if was and was.is_folder else None
        new_folder = now.oid if now and now.is_folder else None
        old_file = was if was and not was.is_folder else None
        new_file = now if now and not now.is_folder else None
        if old_file != new_file:
            yield Change(path, old_file, new_file)
        yield from self.difference(old_folder, new_folder, f"{path}/")


def _with_mode_of(held: Entry | None, entry: Entry) -> Entry:
    if held is not None and held.is_file and entry.is_file:
        return Entry(held.mode, entry.oid)
    return entry
