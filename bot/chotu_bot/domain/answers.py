"""What ``learn`` answers: exactly one of these, and never success that did not happen."""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Confidence
from chotu_bot.domain.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists:
    """A registered tool already does this."""

    status: ClassVar[str] = "exists"
    contract: Contract
    call: str
    """The command that calls it, filled as far as the request allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A new tool, or a new version of one, is on the served branch."""

    status: ClassVar[str] = "landed"
    contract: Contract
    commit: str
    """Object id of the landing."""
    branch: str
    """The proposal branch that was merged."""
    confidence: Confidence
    call: str
    rounds: int
    """Repair rounds it took; 0 when the first draft passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A candidate passed the gate and waits on its branch for a person."""

    status: ClassVar[str] = "proposed"
    contract: Contract
    branch: str
    commit: str
    """Object id of the proposal."""
    confidence: Confidence
    why: str
    """What keeps it from landing by itself."""
    rounds: int
    pull_request: str = ""
    """Where it is to be reviewed; empty where no pull request was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A dry run: the candidate passed the gate and nothing was written."""

    status: ClassVar[str] = "rehearsed"
    contract: Contract
    confidence: Confidence
    would: str
    """``land`` or ``propose: <why>``."""
    rounds: int
    tool: str
    tests: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The gate said no, or could not say yes; nothing was written."""

    status: ClassVar[str] = "rejected"
    name: str
    verdict: Verdict
    rounds: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """The request does not say enough to act on."""

    status: ClassVar[str] = "unclear"
    why: str
    ask: str
    """What to say more."""
    options: tuple[str, ...] = ()
    """What it could mean, where several readings are equally near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The request asks for something the bot does not build."""

    status: ClassVar[str] = "refused"
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoGenerator:
    """Nothing at hand could write this tool."""

    status: ClassVar[str] = "no_generator"
    why: str
    nearest: tuple[str, ...] = ()
    """Summaries of the nearest recipes."""
    advice: str = ""
    """How to configure a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosed:
    """A failure that is not the tool's, or not for sure: nothing is learned from it."""

    status: ClassVar[str] = "diagnosed"
    tool: str
    cause: str
    """``environment``, ``caller`` or ``flaky``."""
    rule: str
    why: str
    advice: str
    """What the person can do."""


Answer: TypeAlias = (
    Exists | Landed | Proposed | Rehearsed | Rejected | Unclear | Refused | NoGenerator
)
Improvement: TypeAlias = Answer | Diagnosed
"""What ``improve`` answers."""
