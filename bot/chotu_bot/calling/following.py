"""The hot catalogue: tools of the served branch, followed as it moves, whoever moves it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from chotu_bot.calling.call import Tool
from chotu_bot.domain.contract import Contract, digest
from chotu_bot.domain.names import (
    REGISTRY_FOLDER,
    TOOL_FILE,
    is_category,
    record_path,
    refusal,
    tool_folder,
)
from chotu_bot.domain.toolfile import MalformedToolError, read_contract
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.registry import DamagedRecordError, Record, approval_digest
from chotu_bot.vcs import Change, Repository

_RULINGS = ("ledger/pin/", "ledger/retirement/")
Objection = Callable[[Contract], str | None]
"""Why a tool that is otherwise sound is not served; None when it is."""


class UnfitToolError(RepositoryError):
    """A tool on the served branch is not what its record says, and is not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A tool that was verified: its record, and the bytes that its record names."""

    record: Record
    tool: Tool


@dataclass(slots=True)
class Entry:
    """One record of one commit; its tool is read and verified when it is first wanted."""

    category: str
    name: str
    commit: str
    """The commit it was read from."""
    held: Served | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The tools of one commit. Never changed: a new one takes its place."""

    commit: str = ""
    records: str = ""
    """Id of the registry's tree."""
    ruled: str = ""
    """The commit by which a tool was last pinned, retired, or neither any more."""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    """By tool: why its newest version is not served. An earlier one is, where there was one."""


class FollowingCatalog:
    """Tools by name. Safe to use from several threads.

    Args:
        repository: where the tools are.
        branch: the served branch.
        objection: what else keeps a tool from being served.
    """

    def __init__(
        self, repository: Repository, branch: str, objection: Objection = lambda _: None
    ) -> None:
        self._repository = repository
        self._ref = f"refs/heads/{branch}"
        self._objection = objection
        self._lock = threading.Lock()
        self._shelf = Shelf()

    @property
    def shelf(self) -> Shelf:
        """What is served at this moment."""
        return self._shelf

    def refresh(self) -> frozenset[str]:
        """Look where the branch is, and take over what has changed; names the tools concerned."""
        with self._lock:
            tip = self._repository.resolve(self._ref) or ""
            if tip == self._shelf.commit:
                return frozenset()
            records = (tip and self._repository.tree_id(tip, str(REGISTRY_FOLDER))) or ""
            before = self._shelf
            self._shelf = self._turned(before, tip, records)
            return _different(before, self._shelf)

    def served(self, name: str) -> Served:
        """The tool called ``name``, its bytes compared with its record at every call.

        Raises:
            NotFoundError: when there is none.
            UnfitToolError: when no version of it can be served.
        """
        shelf = self._shelf
        entry = shelf.entries.get(name)
        if entry is None:
            if name in shelf.problems:
                raise UnfitToolError(shelf.problems[name])
            raise NotFoundError(f"there is no tool {name[:60]!r}")
        found = entry.held or self._verified(entry)
        # What is held in memory is held to the record once more: this is what will run.
        if digest(found.tool.source) != found.record.digests["tool"]:
            raise UnfitToolError(f"{name} is not the file that its record names; it is not run")
        return found

    def at(self, commit: str, category: str, name: str) -> Served:
        """A version as it stood at ``commit``, verified against the record beside it.

        Raises:
            UnfitToolError: when it cannot be served.
        """
        return self._read(Entry(category, name, commit))

    def _turned(self, before: Shelf, tip: str, records: str) -> Shelf:
        entries, problems = dict(before.entries), dict(before.problems)
        ruled = before.ruled
        for change in self._repository.trees.difference(before.records or None, records or None):
            if change.path.startswith(_RULINGS):
                ruled = tip
            place = _place(change)
            if place is None:
                continue
            category, name = place
            problems.pop(name, None)
            if change.new is None:
                if name in entries and entries[name].category == category:
                    del entries[name]
                continue
            entry = Entry(category, name, tip)
            trouble = self._trouble(entry) if before.commit else None
            if trouble is None:
                entries[name] = entry
            else:
                self._keep(entries, name)
                problems[name] = trouble
        return Shelf(commit=tip, records=records, ruled=ruled, entries=entries, problems=problems)

    def _keep(self, entries: dict[str, Entry], name: str) -> None:
        """Keep the version that was good, if it was."""
        if name in entries and self._trouble(entries[name]) is not None:
            del entries[name]

    def _trouble(self, entry: Entry) -> str | None:
        try:
            self._verified(entry)
        except UnfitToolError as error:
            return str(error)
        return None

    def _verified(self, entry: Entry) -> Served:
        if entry.held is None:
            entry.held = self._read(entry)
        return entry.held

    def _read(self, entry: Entry) -> Served:
        path = str(tool_folder(entry.category, entry.name) / TOOL_FILE)
        wanted = (str(record_path(entry.category, entry.name)), path)
        content, source = self._repository.read_all(entry.commit, wanted)
        try:
            record = Record.from_bytes(content or b"")
            contract = read_contract(source or b"")
        except DamagedRecordError as error:
            raise UnfitToolError(f"the record of {entry.name} is damaged: {error}") from error
        except MalformedToolError as error:
            raise UnfitToolError(f"{path} cannot be read: {error}") from error
        reason = _unlike(record, contract, source or b"") or self._objection(contract)
        if reason is not None:
            raise UnfitToolError(f"{path} {reason}; it is not run")
        return Served(record=record, tool=Tool(contract=contract, source=source or b""))


def _unlike(record: Record, contract: Contract, source: bytes) -> str | None:
    """In what a tool differs from its record."""
    if contract.name != record.name:
        return "has another name than its record"
    if digest(source) != record.digests.get("tool"):
        return "is not the file that its record names"
    if approval_digest(contract, source) != record.digests.get("approval"):
        return "is not what was approved"
    shown = (dict(record.parameters), dict(record.result), record.summary, record.permissions)
    actual = (contract.arguments_schema, contract.result_schema, contract.summary)
    same = shown == (*actual, contract.permissions) and record.risk is contract.risk
    if not same or record.version != contract.version:
        return "has a record that describes another tool"
    return None


def _place(change: Change) -> tuple[str, str] | None:
    """Category and name of the record that changed, or None for another file."""
    category, _, file = change.path.partition("/")
    name = file.removesuffix(".json")
    if not file.endswith(".json") or not is_category(category) or refusal(name) is not None:
        return None
    return category, name


def _different(before: Shelf, after: Shelf) -> frozenset[str]:
    names = before.entries.keys() | after.entries.keys()
    if before.ruled != after.ruled:
        return frozenset(names)  # it may concern any of them
    return frozenset(
        name for name in names if before.entries.get(name) is not after.entries.get(name)
    )
