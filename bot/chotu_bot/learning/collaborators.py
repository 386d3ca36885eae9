"""What the controller works with, and what it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from chotu_bot.domain.answers import Answer, Exists, NoGenerator, Refused, Unclear
from chotu_bot.domain.contract import Contract, Permissions
from chotu_bot.domain.draft import Candidate, Draft, Request, Round
from chotu_bot.domain.evidence import Evidence
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Verdict
from chotu_bot.generators.contract import Generator
from chotu_bot.learning.tuning import Option

ANY_TOOL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the person wants a request to be handled."""

    force: bool = False
    """Learn although a registered tool seems to do it already."""
    propose: bool = False
    """Leave it on its branch, whatever the rules would allow."""
    dry_run: bool = False
    """Judge, and write nothing."""
    replaces: str = ""
    """The registered tool that a new version may be written of: empty for none, ``ANY_TOOL`` for
    whichever has the draft's name."""
    wait: str = ""
    """Why a person must look at it, whatever the rules would allow; empty where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who will write the draft."""

    generator: Generator
    title: str
    """For progress lines: ``recipe pdf_merge``, ``model gpt-4``."""
    category: str = ""
    """What the request was read as when the author was chosen; empty where none was."""
    why: str = ""
    """Why not the first of the configured; empty where it is that one."""
    option: Option | None = None
    """Which model it is, at which temperature; None where it is none."""


Choice: TypeAlias = Author | Unclear | NoGenerator
Reading: TypeAlias = Exists | Unclear | Refused | None
"""What the analyzer makes of a request; None is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Where a proposal or a landing is."""

    branch: str
    commit: str


class Shelf(Protocol):
    """What the controller needs of registry and publishing."""

    def taken_names(self) -> frozenset[str]:
        """Names of all registered tools."""
        ...

    def current(self, name: str) -> Contract | None:
        """The contract of the registered tool called ``name``."""
        ...

    def versions(self, name: str) -> frozenset[str]:
        """Every version that the registered tool ever had."""
        ...

    def lineage(self, name: str) -> Mapping[str, Json]:
        """``previous`` version and digests of a registered tool; empty for a new name."""
        ...

    def auto_tools(self) -> int:
        """Live tools that landed with no person asking."""
        ...

    def require_ready(self, candidate: Candidate | None) -> None:
        """Raise RepositoryError when the repository cannot take a landing now."""
        ...

    def propose(self, candidate: Candidate, evidence: Evidence) -> Published:
        """Put the candidate on its branch, as one commit."""
        ...

    def land(self, candidate: Candidate, evidence: Evidence) -> Published:
        """Propose, then merge into the served branch with the registry regenerated."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborators:
    """Everything the controller works with; only ``app`` builds them."""

    read: Callable[[Request, Wish], Reading]
    choose: Callable[[Request], Choice]
    render: Callable[[Draft, Request], Candidate]
    judge: Callable[[Candidate], Verdict]
    infer: Callable[[Candidate], Permissions]
    shelf: Shelf
    template_digest: Callable[[], str]
    call_hint: Callable[[Contract, Request], str]
    allowed_dependencies: Callable[[], tuple[str, ...]]
    record: Callable[[Request, tuple[Round, ...], Answer], None]
    stage: Callable[[str, str], None]
    """Told of each stage: its name and what came of it."""
    lessons: Callable[[Request], tuple[str, ...]] = lambda _: ()
    """Short facts from failed attempts that resemble a request."""
