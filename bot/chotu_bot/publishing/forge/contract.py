"""What is asked of a forge, and what it answers."""

from dataclasses import dataclass
from typing import Literal, Protocol

State = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request of ours on the forge."""

    number: int
    url: str
    branch: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """What a pull request shall be."""

    branch: str
    base: str
    title: str
    body: str
    draft: bool = False
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    """Users, and teams as ``org/team``."""


class Forge(Protocol):
    """Pull requests of one repository. Every refusal is a ``ForgeError`` that says what to do."""

    def requests(self) -> tuple[PullRequest, ...]:
        """Every pull request from a branch of ours, newest first."""
        ...

    def approvals(self, number: int) -> tuple[str, ...]:
        """``who@commit`` for each who may decide here, is not its author, and last approved it."""
        ...

    def open(self, wanted: NewRequest) -> PullRequest:
        """A new one."""
        ...

    def update(self, number: int, wanted: NewRequest) -> PullRequest:
        """The open one with this number, as it shall be now."""
        ...
