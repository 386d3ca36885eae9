"""What search looks through, and what it finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that serves requests: a registered tool or a recipe."""

    key: str
    """Identifies it to the caller; not searched."""
    name: str
    summary: str
    keywords: tuple[str, ...] = ()
    category: str = ""
    phrases: tuple[str, ...] = ()
    """Ways people ask for it, past requests among them."""
    not_for: tuple[str, ...] = ()
    """Words or phrases which show that something else is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that has something to do with a query, and why."""

    document: Document
    score: float
    """Between 0 and 100."""
    coverage: float
    """Share of the query's meaning that the document explains, between 0 and 1."""
    named: float
    """Share of the document's core that the query names, between 0 and 1."""
    covered: tuple[str, ...]
    """Words of the query that the document explains."""
    uncovered: tuple[str, ...]
    """Words of the query that it does not."""
    concepts: tuple[str, ...]
    """Meanings both share."""
    verbatim: bool = False
    """Whether the document gives the very words of the query as a way to ask for it."""
    conflicts: tuple[str, ...] = ()
    """Why it cannot be meant, however near it is."""

    @property
    def why(self) -> str:
        """The match in one line."""
        if self.conflicts:
            return f"{self.document.name}: {'; '.join(self.conflicts)}"
        if self.uncovered:
            return f"{self.document.name} says nothing of {', '.join(self.uncovered)}"
        return f"{self.document.name} does {', '.join(self.covered)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether one document clearly fits a query."""

    state: Literal["clear", "several", "none"]
    hits: tuple[Hit, ...]
    """Best first. ``clear``: the first fits. ``several``: these fit equally. ``none``: nearest."""

    @property
    def best(self) -> Hit | None:
        """The nearest document, if anything is near."""
        return self.hits[0] if self.hits else None
