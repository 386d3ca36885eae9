"""What publishing speaks in: proposals, landings, versions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from chotu_bot.domain.shapes import Json
from chotu_bot.registry import Record
from chotu_bot.vcs.following import Followed

MessageRenderer: TypeAlias = Callable[[str, Mapping[str, object]], str]
"""Takes a template's name (``git/landing.txt``) and its values, returns the message."""

PREFIXES = ("learn/", "improve/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A candidate that passed the gate, as one commit on its branch."""

    name: str
    branch: str
    commit: str
    base: str
    """The commit it was made on."""
    record: Record
    """As it will stand in the registry."""
    tree: str
    """Id of the tool's folder."""
    request: str
    """The text it was learned from; empty where unknown."""
    trailers: Mapping[str, str]
    made: int
    """Seconds since 1970, UTC."""

    @property
    def seal(self) -> str:
        """What an approval is bound to; a re-base keeps it, a changed byte does not."""
        return f"{self.record.digests['approval']}:{self.tree}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A proposal merged into the served branch."""

    name: str
    version: str
    branch: str
    """The proposal branch that was merged; its commit is the landing's second parent."""
    commit: str
    base: str
    """What the served branch was at before."""
    followed: Followed = field(default_factory=Followed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """A commit that brought an earlier version back, or took a tool away."""

    name: str
    before: str
    """Version that was there."""
    after: str
    """Version that is there now; empty when the tool was taken away."""
    commit: str
    followed: Followed = field(default_factory=Followed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A commit that brought earlier states of one or many tools back."""

    commit: str
    versions: Mapping[str, tuple[str, str]]
    """What each tool was before and is now, by name; an empty version where it is absent."""
    followed: Followed = field(default_factory=Followed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A name for all tools as they were at one commit."""

    name: str
    commit: str
    tools: int
    """How many there were."""


How = Literal["landed", "rolled back", "removed", "by hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of a tool on the served branch."""

    version: str
    """Empty when the commit took the tool away, ``?`` when the tool cannot be read."""
    commit: str
    when: int
    """Seconds since 1970, UTC, by the committer's clock."""
    how: How
    why: str
    """The request, or the reason of a rollback; the commit's subject where neither is known."""
    confidence: float | None
    approved_by: str
    """Empty where nobody had to."""
    category: str
    tree: str
    """Id of the tool's folder; empty when it is gone."""

    def to_json(self) -> dict[str, Json]:
        """One line of a tool's history."""
        return {
            "version": self.version,
            "commit": self.commit,
            "when": moment_text(self.when),
            "how": self.how,
            "why": self.why,
            "confidence": self.confidence,
            "approved_by": self.approved_by,
        }


def moment_text(seconds: int) -> str:
    """UTC, ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
