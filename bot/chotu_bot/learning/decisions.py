"""What a request can turn out to be."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from chotu_bot.ranking import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A registered tool clearly does it."""

    name: str
    hit: "Hit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """No registered tool does it."""

    nearest: "tuple[Hit, ...]"
    """What comes nearest, and why it will not do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vague:
    """The request does not say enough."""

    why: str
    ask: str
    """What to say more."""
    options: tuple[str, ...] = ()
    """Names of the tools that fit equally, where several do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """The request asks for something the bot does not build."""

    rule: str
    why: str


Decision: TypeAlias = Known | Gap | Vague | Declined
"""What is decided of a request."""
