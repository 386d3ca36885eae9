"""Calls as the journal has them: what came of each, and whose fault a failure was."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from chotu_bot.domain.shapes import Json
from chotu_bot.journal.journal import Event

Fault = Literal["tool", "flaky", "caller", "environment"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
COUNTED: tuple[Fault, ...] = ("tool", "flaky")
"""Faults that speak against a tool; those of its callers and of the machine never do."""

_OF_THE_MACHINE = frozenset(
    {"ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "ConnectionAbortedError"}
    | {"BrokenPipeError", "TimeoutError", "gaierror", "herror", "URLError", "HTTPError"}
    | {"PermissionError", "OSError", "BlockingIOError"}
)
_OF_THE_CALLER = frozenset(
    {"FileNotFoundError", "FileExistsError", "IsADirectoryError", "NotADirectoryError"}
    | {"UnicodeDecodeError"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a tool by somebody who wanted its result."""

    tool: str
    version: str
    source: str
    """sha256 of the tool file that ran; empty where the journal does not know it."""
    at: float
    """Seconds since the epoch."""
    seconds: float
    fault: Fault | None
    """Whose fault the failure was; None for a call that returned."""
    error: str
    """Class of the error; empty for a call that returned."""
    message: str
    """What the error said; empty where it is not kept."""

    @property
    def returned(self) -> bool:
        """Whether it gave its result."""
        return self.fault is None

    @property
    def counts(self) -> bool:
        """Whether it says something about the tool."""
        return self.fault is None or self.fault in COUNTED

    def is_of(self, version: str, source: str) -> bool:
        """Whether this version was called: two may bear one number, after a rollback."""
        return self.source == source if self.source else self.version == version


def call_of(event: Event) -> Call:
    """The call in a journal event of kind ``call``."""
    facts = event.facts
    error = str(facts.get("error", ""))
    return Call(
        tool=event.tool,
        version=str(facts.get("version", "")),
        source=str(facts.get("source", "")),
        at=event.at,
        seconds=_number(facts.get("seconds")),
        fault=None if event.outcome == "returned" else _fault(event, error),
        error=error,
        message=str(facts.get("message", "")),
    )


def calls_in(events: Iterable[Event]) -> list[Call]:
    """The calls among ``events``, oldest first, each with what triage found where it did.

    Triage notes a failure right after the call that failed; another process may come between.
    """
    found: list[Call] = []
    untold: dict[tuple[str, str, str], deque[int]] = {}
    for event in events:
        if event.kind == "call":
            call = call_of(event)
            if call.fault is not None:
                untold.setdefault(_failure(event), deque()).append(len(found))
            found.append(call)
        elif event.kind == "failure" and (places := untold.get(_failure(event))):
            place = places.popleft()
            found[place] = replace(found[place], fault=_known(event.outcome) or found[place].fault)
    return found


def _failure(event: Event) -> tuple[str, str, str]:
    """What a call and the triage of its failure have in common."""
    return event.tool, str(event.facts.get("version")), str(event.facts.get("error"))


def _fault(event: Event, error: str) -> Fault:
    """What the class of the error alone says; triage, where there was one, knows better."""
    name = error.rsplit(".", maxsplit=1)[-1]
    if event.facts.get("documented") is True or name in _OF_THE_CALLER:
        return "caller"
    return "environment" if name in _OF_THE_MACHINE else "tool"


def _known(cause: str) -> Fault | None:
    return next((one for one in FAULTS if one == cause), None)


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
