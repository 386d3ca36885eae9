"""What could be done next: each suggestion with its reason and the command that acts on it."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chotu_bot.monitoring.demand import Demand
from chotu_bot.monitoring.figures import DAY, ToolFigures
from chotu_bot.monitoring.likeness import clusters
from chotu_bot.ranking import Meaning

Kind = Literal["gap", "failing", "marked", "overlap", "unused"]
UNUSED_DAYS = 30
"""Days without a call after which a tool counts as unused."""
_ALIKE = 0.9
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One thing that a person could do."""

    kind: Kind
    subject: str
    """The request, or the tool."""
    why: str
    command: str
    """What to type."""


def gap_suggestions(found: Iterable[Demand]) -> Iterator[Suggestion]:
    """Capabilities to learn."""
    for one in found:
        outcomes = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in one.outcomes)
        why = f"{_many(one.count, 'request')} by {_many(one.askers, 'asker')}: {outcomes}"
        command = f"chotu-bot learn {shlex.quote(one.text)}"
        yield Suggestion(kind="gap", subject=one.text, why=why, command=command)


def failing_suggestions(
    tools: Iterable[ToolFigures],
    earlier: Callable[[str], str | None],
    waiting: Mapping[str, str],
) -> Iterator[Suggestion]:
    """Tools that do badly, with the error they mostly meet.

    Args:
        tools: all of them.
        earlier: the version that serves instead of a tool's present one, or None.
        waiting: branches of the open proposals, by tool.
    """
    bad = [one for one in tools if one.state.is_bad]
    for one in sorted(bad, key=lambda one: (one.condition.rate or 0, one.subject.name)):
        name, found = one.subject.name, one.condition
        instead = earlier(name)
        trouble = one.troubles[0]
        said = f"{trouble.error}: {trouble.message}" if trouble.message else trouble.error
        serving = f"; {instead} serves instead" if instead else ""
        mend = f"chotu-bot improve {name} --error {shlex.quote(_short(said))}"
        open_one = f"; {waiting[name]} waits for a person" if name in waiting else ""
        yield Suggestion(
            kind="failing",
            subject=name,
            why=f"{one.subject.version} is {one.state}: {found.successes} of {found.calls} calls "
            f"returned, {_many(trouble.count, 'time')} {trouble.error}{serving}{open_one}",
            command=f"chotu-bot approve {name}" if open_one else mend,
        )


def marked_suggestions(marks: Mapping[str, str]) -> Iterator[Suggestion]:
    """Tools that only a person can mend.

    Args:
        marks: what was tried in vain, by tool.
    """
    for name, why in marks.items():
        yield Suggestion(
            kind="marked",
            subject=name,
            why=why,
            command=mending_command(name),
        )


def mending_command(name: str) -> str:
    """What a person types to mend a tool that nobody else could."""
    return f"chotu-bot improve {name} --args JSON --expect JSON --code FILE"


def unused_suggestions(
    tools: Iterable[ToolFigures], since: float, now: float
) -> Iterator[Suggestion]:
    """Tools that nobody calls.

    Args:
        tools: all of them.
        since: when the journal begins, 0 while it is empty; what was before, nobody knows.
        now: seconds since the epoch.
    """
    bar = now - UNUSED_DAYS * DAY
    known = 0 < since <= bar
    for one in tools:
        newest = max(one.last_called, one.subject.landed)
        if one.state != "retired" and not one.subject.pinned and known and newest <= bar:
            why = "never called" if not one.last_called else "not called"
            yield Suggestion(
                kind="unused",
                subject=one.subject.name,
                why=f"{why} in {UNUSED_DAYS} days and more",
                command=f"chotu-bot retire {one.subject.name} --reason unused",
            )


def overlap_suggestions(
    tools: Iterable[ToolFigures], read: Callable[[str], Meaning]
) -> Iterator[Suggestion]:
    """Tools that say of themselves what a more used one says; the less used may go."""
    there = [one for one in tools if one.state != "retired"]
    ordered = sorted(there, key=lambda one: (-one.calls, one.subject.name))
    texts = [(one, one.subject.summary) for one in ordered]
    for cluster in clusters(texts, read, _ALIKE):
        first, rest = cluster.members[0].subject, cluster.members[1:]
        for one in rest:
            name = one.subject.name
            yield Suggestion(
                kind="overlap",
                subject=name,
                why=f"it does what {first.name} does ({_short(first.summary)})",
                command=f"chotu-bot retire {name} "
                f"--reason {shlex.quote(f'{first.name} does the same')}",
            )


def of_kind(kind: Kind, found: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Those of one kind, in their order."""
    return tuple(one for one in found if one.kind == kind)


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
