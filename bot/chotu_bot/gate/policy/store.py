"""What the interpreter knows so far: cells that only ever grow, until nothing changes."""

from collections.abc import Hashable

from chotu_bot.gate.policy.atoms import (
    NOTHING,
    Atom,
    Deferred,
    From,
    Items,
    Mapping,
    Named,
    Number,
    Own,
    OwnClass,
    Scratch,
    Site,
    Text,
    Value,
    union,
)

_LIMIT = 48
"""Atoms a cell may hold; constants and objects beyond it are forgotten."""


_LASTING = Deferred | From | Mapping | Named | Own | OwnClass | Scratch


class Store:
    """Variables, container contents, fields and results, each a growing set of atoms."""

    def __init__(self) -> None:
        self._cells: dict[Hashable, Value] = {}
        self._keys: dict[Site, set[str]] = {}
        self._lengths: dict[Site, int] = {}
        self.changed = False

    def read(self, cell: Hashable) -> Value:
        """What ``cell`` holds."""
        return self._cells.get(cell, NOTHING)

    def add(self, cell: Hashable, value: Value) -> None:
        """Let ``cell`` hold ``value`` as well."""
        before = self._cells.get(cell, NOTHING)
        if value <= before:
            return
        after = before | value
        if len(after) > _LIMIT:
            after = before | {atom for atom in value if isinstance(atom, _LASTING)}
        if after != before:
            self._cells[cell] = after
            self.changed = True

    def make_items(self, site: Site, elements: tuple[Value, ...], rest: Value = NOTHING) -> Value:
        """A sequence made at ``site``: known places, and whatever else may be inside."""
        self._lengths[site] = len(elements)
        for index, element in enumerate(elements):
            self.add(("at", site, index), element)
        self.add(("rest", site), rest)
        return frozenset({Items(site)})

    def make_mapping(self, site: Site, keys: Value, rest: Value) -> Value:
        """A dictionary made at ``site``."""
        self.add(("keys", site), keys)
        self.add(("rest", site), rest)
        return frozenset({Mapping(site)})

    def set_key(self, site: Site, key: str, value: Value) -> None:
        """Put ``value`` under a constant key."""
        self._keys.setdefault(site, set()).add(key)
        self.add(("key", site, key), value)

    def put(self, value: Value, extra: Value) -> None:
        """Let the containers in ``value`` hold ``extra`` as well."""
        for atom in value:
            if isinstance(atom, Items | Mapping):
                self.add(("rest", atom.site), extra)

    def length(self, site: Site) -> int:
        """How many places of the sequence are known."""
        return self._lengths.get(site, 0)

    def at(self, site: Site, index: int) -> Value:
        """One known place of a sequence, or whatever may be inside."""
        length = self.length(site)
        place = index + length if index < 0 else index
        if not 0 <= place < length:
            return self.read(("rest", site))
        return self.read(("at", site, place))

    def under(self, site: Site, key: str) -> Value:
        """What a dictionary holds under ``key``."""
        known = self.read(("key", site, key))
        return known or self.contents(site)

    def contents(self, site: Site) -> Value:
        """Everything that the container made at ``site`` may hold."""
        places = [self.read(("at", site, index)) for index in range(self.length(site))]
        named = [self.read(("key", site, key)) for key in self._keys.get(site, ())]
        return union([*places, *named, self.read(("rest", site))])

    def keys(self, site: Site) -> Value:
        """The keys of a dictionary."""
        constants = frozenset(Text(key) for key in self._keys.get(site, ()))
        return constants | self.read(("keys", site))

    def iterate(self, value: Value) -> Value:
        """What a loop over ``value`` gives."""
        found: set[Atom] = set()
        for atom in value:
            match atom:
                case Items(site):
                    found |= self.contents(site)
                case Mapping(site):
                    found |= self.keys(site)
                case Number() | Text():
                    continue
                case _:
                    found.add(atom)
        return frozenset(found)

    def flat(self, value: Value) -> Value:
        """``value`` with the contents of all containers, however deep."""
        found: set[Atom] = set()
        seen: set[Site] = set()
        stack = list(value)
        while stack:
            atom = stack.pop()
            if isinstance(atom, Items | Mapping):
                if atom.site not in seen:
                    seen.add(atom.site)
                    stack.extend(self.contents(atom.site))
            else:
                found.add(atom)
        return frozenset(found)
