"""Decisions that must outlive a clone: one append-only file each, beside the records."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from chotu_bot.domain.contract import canonical_json, digest
from chotu_bot.domain.names import REGISTRY_FOLDER
from chotu_bot.domain.shapes import Json
from chotu_bot.errors import RepositoryError
from chotu_bot.vcs import Repository

Kind = Literal["rejection", "lesson", "pin", "retirement", "mark"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_FOLDER = REGISTRY_FOLDER / "ledger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about a tool or a capability."""

    kind: Kind
    subject: str
    """Name of the tool, or of the proposal."""
    reason: str
    """Why, in the words of who decided."""
    made: str
    """UTC, ISO 8601."""
    by: str
    """Who decided."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    """What else is needed to apply it (the request's text, an expiry …)."""

    def to_bytes(self) -> bytes:
        """The file."""
        return canonical_json(
            {
                "kind": self.kind,
                "subject": self.subject,
                "reason": self.reason,
                "made": self.made,
                "by": self.by,
                "facts": dict(self.facts),
            }
        )

    def changes(self) -> Mapping[str, bytes]:
        """What a commit must write to record it; equal decisions are one file."""
        content = self.to_bytes()
        return {str(_FOLDER / self.kind / f"{digest(content)}.json"): content}


class Ledger:
    """The decisions a commit holds."""

    def __init__(self, repository: Repository, rev: str) -> None:
        self._repository = repository
        self._rev = rev

    def decisions(self, kind: Kind) -> tuple[Decision, ...]:
        """All of one kind, oldest first.

        Raises:
            RepositoryError: naming a file that is damaged.
        """
        folder = str(_FOLDER / kind)
        names = [
            name for name, one in self._repository.list(self._rev, folder).items() if one.is_file
        ]
        paths = [f"{folder}/{name}" for name in names if name.endswith(".json")]
        contents = self._repository.read_all(self._rev, paths)
        found = [_read(path, content or b"") for path, content in zip(paths, contents, strict=True)]
        return tuple(sorted(found, key=lambda one: (one.made, one.subject, one.reason)))

    def latest(self, kind: Kind, subject: str) -> Decision | None:
        """The newest decision of one kind about ``subject``."""
        about = [one for one in self.decisions(kind) if one.subject == subject]
        return about[-1] if about else None


def moment() -> str:
    """The present, or SOURCE_DATE_EPOCH where it is set, as decisions are dated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(path: str, content: bytes) -> Decision:
    try:
        return Decision(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise RepositoryError(f"{path} is damaged; restore it from git: {error}") from error
