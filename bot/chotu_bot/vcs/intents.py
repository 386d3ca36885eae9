"""What a working tree still has to follow: written before a branch moves, removed after."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from chotu_bot.domain.contract import digest
from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.durable import write_durably


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A branch is about to move from ``old`` to ``new`` and a working tree shows it."""

    work_tree: str
    branch: str
    old: str
    """Commit id before."""
    new: str
    """Commit id after."""


class Intents:
    """The intents of one repository, one file per working tree."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, intent: Intent) -> None:
        """Remember ``intent`` durably.

        Raises:
            RepositoryError: when the disk is full or read-only; nothing is left of it.
        """
        target = self._path(intent)
        draft = target.with_suffix(f".{os.getpid()}.draft")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(draft, json.dumps(asdict(intent)).encode())
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise RepositoryError(
                f"{self._folder} cannot be written: {error.strerror or error}"
            ) from error

    def remove(self, intent: Intent) -> None:
        """Forget ``intent``."""
        self._path(intent).unlink(missing_ok=True)

    def pending(self) -> Iterator[Intent]:
        """What was written and not removed: a kill, or an index that was locked."""
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield Intent(**json.loads(path.read_text("utf-8")))
            except (ValueError, TypeError):
                # Writes are atomic, so this is no half-written intent of ours but foreign or
                # damaged; it names no move that could be completed.
                path.unlink(missing_ok=True)

    def drafts(self) -> tuple[Path, ...]:
        """Files that a kill left between writing and renaming."""
        return tuple(sorted(self._folder.glob("*.draft")))

    def _path(self, intent: Intent) -> Path:
        key = digest(os.fsencode(f"{intent.work_tree}\0{intent.branch}"))
        return self._folder / f"{key[:32]}.json"
