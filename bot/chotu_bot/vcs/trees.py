"""Git trees: reading, comparing, and building a new one from a base and a few changes."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.objects import ObjectStore
from chotu_bot.vcs.recent import Recent

FOLDER = "40000"
FILE = "100644"
_REMEMBERED = 128


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
Row = tuple[bytes, bytes]
"""What git sorts an entry by, and the entry as it stands in a tree object."""


def parse_tree(content: bytes, width: int) -> dict[str, Entry]:
    """The entries of a tree object; ``width`` is the size of a binary object id in bytes."""
    found = re.findall(rb"(\d+) ([^\0]+)\0(.{%d})" % width, content, re.DOTALL)
    return {
        name.decode("utf-8", "surrogateescape"): Entry(mode.decode("ascii"), oid.hex())
        for mode, name, oid in found
    }


def _rows(content: bytes, width: int) -> list[Row]:
    """The entries of a tree object as they stand in it, which is git's order."""
    found = re.finditer(rb"(\d+) ([^\0]+)\0.{%d}" % width, content, re.DOTALL)
    return [(_key(one[1].decode("ascii"), one[2]), one[0]) for one in found]


def _key(mode: str, name: bytes) -> bytes:
    return name + b"/" if mode == FOLDER else name


def _row(name: str, entry: Entry) -> Row:
    raw = name.encode("utf-8", "surrogateescape")
    line = b"%s %s\0%s" % (entry.mode.encode("ascii"), raw, bytes.fromhex(entry.oid))
    return _key(entry.mode, raw), line


def _remove(rows: list[Row], row: Row) -> None:
    at = bisect_left(rows, row)
    if rows[at : at + 1] != [row]:
        raise RepositoryError("a tree is not in git's order; run git fsck to see which")
    del rows[at]


class Trees:
    """Trees of one object database."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._read: Recent[Tree] = Recent(_REMEMBERED)
        self._lines: Recent[Sequence[Row]] = Recent(_REMEMBERED)

    def entries(self, oid: str | None) -> Tree:
        """What a tree holds; nothing for None."""
        if oid is None:
            return {}
        known = self._read.get(oid)
        if known is None:
            known = parse_tree(self._store.content(oid, "tree"), len(oid) // 2)
            self._read.put(oid, known)
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
        before = self.entries(base)
        changed: dict[str, Entry | None] = {}
        below: dict[str, dict[str, Entry | None]] = {}
        for path, entry in changes.items():
            name, _, rest = path.partition("/")
            if rest:
                below.setdefault(name, {})[rest] = entry
            else:
                changed[name] = _with_mode_of(before.get(name), entry) if entry else None
        for name, inner in below.items():
            held = changed[name] if name in changed else before.get(name)
            changed[name] = self._descend(held, name, inner, at)
        return self._spliced(base, before, changed)

    def _descend(
        self, held: Entry | None, name: str, inner: Mapping[str, Entry | None], at: str
    ) -> Entry | None:
        if held is not None and not held.is_folder:
            raise RepositoryError(f"{at}{name} is in the way: a folder is needed there")
        oid = self._write(held.oid if held else None, inner, f"{at}{name}/")
        return Entry(FOLDER, oid) if oid else None

    def _spliced(
        self, base: str | None, before: Tree, changed: Mapping[str, Entry | None]
    ) -> str | None:
        """The tree with the changed entries replaced, at the price of those, not of all."""
        rows, entries = list(self._rows_of(base)), dict(before)
        for name, entry in changed.items():
            held = entries.pop(name, None)
            if held is not None:
                _remove(rows, _row(name, held))
            if entry is not None:
                entries[name] = entry
                row = _row(name, entry)
                rows.insert(bisect_left(rows, row), row)
        if not rows:
            return None
        oid = self._store.write("tree", b"".join([line for _, line in rows]))
        self._read.put(oid, entries)
        self._lines.put(oid, rows)
        return oid

    def _rows_of(self, oid: str | None) -> Sequence[Row]:
        if oid is None:
            return []
        known = self._lines.get(oid)
        if known is None:
            known = _rows(self._store.content(oid, "tree"), len(oid) // 2)
            self._lines.put(oid, known)
        return known

    def difference(self, old: str | None, new: str | None, at: str = "") -> Iterator[Change]:
        """Every file that differs between two trees, sorted by path."""
        if old == new:
            return
        before, after = self.entries(old), self.entries(new)
        for name in sorted({name for name, _ in before.items() ^ after.items()}):
            yield from self._differing(before.get(name), after.get(name), f"{at}{name}")

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
