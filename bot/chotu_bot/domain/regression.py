"""What a version that mends a failure is held to: the failure itself, and all that worked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """The call should return this."""

    result: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Raises:
    """The call should fail with this documented error."""

    error: str
    """Name of a built-in exception."""


Expectation: TypeAlias = Returns | Raises


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCall:
    """A call that went wrong, so that it can be made again anywhere."""

    arguments: Mapping[str, Json]
    was: str
    """What it gave: ``IndexError: list index out of range``, or ``returned 3``."""
    crashed: bool
    """Whether it failed; else it returned what it should not."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Files the call needs, by relative path; arguments name them by that path."""
    wanted: Expectation | None = None
    """What it should give, where a person said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """Everything a new version is compared with."""

    contract: Contract
    """Of the version that failed."""
    tool: bytes
    tests: bytes
    call: FailedCall
    proof: bytes
    """A test file that holds the failing call alone."""
    good_calls: tuple[Mapping[str, Json], ...] = ()
    """Arguments of recorded calls that returned and can be made again."""
    held_out: int = 0
    """Cases beside the failing one that somebody else than the code's author wrote."""
