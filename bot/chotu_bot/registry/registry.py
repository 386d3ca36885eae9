"""The registry of a commit: one record per tool, looked up by name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chotu_bot.domain.contract import canonical_json
from chotu_bot.domain.names import CATEGORIES, REGISTRY_FOLDER, record_path, record_paths, refusal
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.registry.checking import Comparison, compare
from chotu_bot.registry.records import SCHEMA_VERSION, DamagedRecordError, Record
from chotu_bot.registry.sources import CommitSource, FolderSource
from chotu_bot.vcs import Repository
from chotu_bot.vcs.locks import own_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every record that can be read, and what cannot."""

    records: tuple[Record, ...]
    """Sorted by name."""
    problems: tuple[Finding, ...] = ()
    """Damaged records; never silently left out."""


class Registry:
    """The registry as ``rev`` has it; ``rev`` may be a branch, and is followed as it moves."""

    def __init__(self, repository: Repository, rev: str) -> None:
        self._repository = repository
        self.rev = rev

    def names(self) -> tuple[str, ...]:
        """Names of all tools, sorted; reads one folder per category."""
        return tuple(sorted(name for names in self._names().values() for name in names))

    def category_of(self, name: str) -> str | None:
        """The category a tool is filed under, or None; costs the same at any size."""
        found = self._find(name)
        return found[0] if found else None

    def record(self, name: str) -> Record | None:
        """The record of ``name``, or None when there is no such tool.

        Raises:
            RepositoryError: when the record is damaged; never an empty answer instead.
        """
        found = self._find(name)
        if found is None:
            return None
        try:
            return Record.from_bytes(found[1])
        except DamagedRecordError as error:
            path = record_path(found[0], name)
            raise RepositoryError(f"{path} {_advice(error)}") from error

    def _find(self, name: str) -> tuple[str, bytes] | None:
        if refusal(name) is not None:
            return None
        paths = record_paths(name)
        contents = self._repository.read_all(self.rev, list(paths.values()))
        pairs = zip(paths, contents, strict=True)
        return next(((key, content) for key, content in pairs if content is not None), None)

    def require(self, name: str) -> Record:
        """As ``record``.

        Raises:
            NotFoundError: when there is no such tool.
        """
        found = self.record(name)
        if found is None:
            raise NotFoundError(f"there is no tool {name!r}; chotu-bot list shows what there is")
        return found

    def all(self) -> Listing:
        """Every record, and every one that is damaged."""
        records: list[Record] = []
        problems: list[Finding] = []
        for path, content in CommitSource(self._repository, self.rev).registry_files():
            if path.count("/") != 2:
                continue
            try:
                records.append(Record.from_bytes(content))
            except DamagedRecordError as error:
                problems.append(damaged(path, error))
        records.sort(key=lambda record: record.name)
        return Listing(records=tuple(records), problems=tuple(problems))

    def check(self) -> tuple[Finding, ...]:
        """Every byte in which the registry differs from what its tools make it."""
        return self.compare().findings

    def compare(self) -> Comparison:
        """As ``check``, with what a rebuild would write."""
        return compare(CommitSource(self._repository, self.rev))

    def export(self) -> bytes:
        """Everything as one JSON document.

        Raises:
            RepositoryError: when a record is damaged.
        """
        listing = self.all()
        if listing.problems:
            raise RepositoryError(str(listing.problems[0]))
        tools: list[Json] = [record.to_json() for record in listing.records]
        return canonical_json({"schema": SCHEMA_VERSION, "tools": tools})

    def _names(self) -> Mapping[str, list[str]]:
        return {
            category: [
                name.removesuffix(".json")
                for name, entry in self._repository.list(
                    self.rev, str(REGISTRY_FOLDER / category)
                ).items()
                if entry.is_file and name.endswith(".json")
            ]
            for category in CATEGORIES
        }


def damaged(path: str, error: DamagedRecordError) -> Finding:
    """A damaged record as a finding."""
    return Finding(rule="registry/damaged", file=path, message=_advice(error))


def check_files(root: Path) -> tuple[Finding, ...]:
    """As ``Registry.check``, for the files of a working tree as they are now."""
    return compare(FolderSource(root)).findings


def rebuild_files(root: Path, backup: Path) -> Comparison:
    """Write the registry of a working tree anew from its tools; says what was changed.

    Each file is replaced at once or not at all, so that a kill leaves old and new records, each
    whole, and the next rebuild finishes. What was there is kept under ``backup``.
    """
    comparison = compare(FolderSource(root))
    for path, content in comparison.changes.items():
        target = root / path
        if target.is_file():
            _replace(backup / path, target.read_bytes(), backup)
        if content is None:
            target.unlink()
        else:
            _replace(target, content, backup)
    return comparison


def _replace(target: Path, content: bytes, drafts: Path) -> None:
    # Drafts stay out of the registry's own folders, where a kill would leave them in view.
    draft = drafts / f"{os.getpid()}.draft"
    try:
        own_folder(drafts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise RepositoryError(f"{target} cannot be written: {error.strerror}") from error


def _advice(error: DamagedRecordError) -> str:
    return f"is damaged ({error}); chotu-bot registry rebuild writes it anew from the tool"
