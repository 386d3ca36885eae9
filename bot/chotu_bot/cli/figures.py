"""Figures and suggestions as tables for people; they say what ``monitoring.documents`` says."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from chotu_bot.cli.present import proposal_json, table
from chotu_bot.domain.shapes import Json
from chotu_bot.learning.lifecycle import Interval
from chotu_bot.learning.tuning import Ranked
from chotu_bot.monitoring.documents import moment_text, totals_json
from chotu_bot.monitoring.figures import Figures, ToolFigures, Totals
from chotu_bot.monitoring.suggestions import Suggestion

if TYPE_CHECKING:
    from chotu_bot.app.watch import Overview

_WRITER_HEADS = ("category", "written by", "tried", "accepted", "95 %", "finding", "")
_HEADS = ("tool", "version", "state", "calls", "success", "95 %", "p50", "p95", "tokens")


def figures_text(figures: Figures) -> str:
    """A table of the tools, then all together."""
    rows = [_HEADS, *(_row(one) for one in figures.tools)]
    shown = table(rows) if figures.tools else "no tools yet"
    writers = (
        ["", table([_WRITER_HEADS, *map(_writer, figures.writers)])] if figures.writers else []
    )
    return "\n".join([shown, "", totals_text(figures.totals), *writers])


def tool_text(one: ToolFigures) -> str:
    """One tool on its own."""
    pinned = f", pinned to {one.subject.pinned}" if one.subject.pinned else ""
    rows = [
        ("state", f"{one.state}{pinned}"),
        ("calls", f"{one.calls}, {one.returned} returned{_faults(one.faults)}"),
        ("success", f"{_share(one.condition.rate)} of the newest {one.condition.calls} that count"),
        ("95 %", _interval(one.condition.interval)),
        ("seconds", f"p50 {_seconds(one.p50)}, p95 {_seconds(one.p95)}"),
        ("last called", moment_text(one.last_called) or "never"),
        ("cost", f"{one.tokens} tokens, {one.repairs} repair rounds"),
        *(
            ("error", f"{each.count} times {each.error} {' '.join(each.message.split())[:100]}")
            for each in one.troubles
        ),
    ]
    return f"{one.subject.name} {one.subject.version}\n{table(rows)}"


def totals_text(totals: Totals) -> str:
    """All together, as a few lines."""
    return table(list(_total_rows(totals)))


def health_text(totals: Totals) -> str:
    """The score, and what it is made of."""
    score = (
        "no evidence yet: nothing was called or learned"
        if totals.health is None
        else f"{totals.health} of 100"
    )
    return f"health  {score}\n{totals_text(totals)}"


def suggestions_text(found: Sequence[Suggestion]) -> str:
    """Each suggestion with its reason and its command."""
    lines: list[str] = []
    for number, one in enumerate(found, 1):
        lines += [f"{number:>3}  {one.kind:<8} {one.subject}", f"     {one.why}"]
        lines += [f"     {one.command}"]
    return "\n".join(lines) or "nothing to suggest"


def overview_json(overview: "Overview") -> dict[str, Json]:
    """One screen as JSON."""
    return {
        "branch": overview.branch,
        "totals": totals_json(overview.figures.totals),
        "proposals": [proposal_json(one) for one in overview.proposals],
        "marks": dict(overview.marks),
        "components": [one.to_json() for one in overview.components],
    }


def overview_text(overview: "Overview") -> str:
    """One screen."""
    totals = overview.figures.totals
    proposals = ", ".join(one.name for one in overview.proposals)
    waiting = f"{len(overview.proposals)} open: {proposals}" if proposals else "none open"
    components = [(one.status, one.subject, one.detail) for one in overview.components]
    return "\n".join(
        [
            f"serves {overview.branch}",
            health_text(totals),
            f"proposals  {waiting}",
            *(f"marked  {name} {why}" for name, why in overview.marks.items()),
            "",
            table(components),
        ]
    )


def _total_rows(totals: Totals) -> Iterable[tuple[str, str]]:
    there = [f"{number} {state}" for state, number in totals.tools.items() if number]
    yield "tools", ", ".join(there) or "none"
    yield "calls", f"{totals.calls}{_faults(totals.faults)}"
    yield "success", f"{_share(totals.rate)} ({_interval(totals.interval)})"
    yield "seconds", f"p50 {_seconds(totals.p50)}, p95 {_seconds(totals.p95)}"
    yield (
        "learning",
        f"{totals.learned} learned, {totals.failed} failed: {_share(totals.learning_rate)}",
    )
    if totals.learned:
        number = totals.learned
        rounds, seconds = totals.repairs / number, totals.seconds / number
        tokens = totals.tokens / number
        yield "per learned", f"{rounds:.1f} repair rounds, {seconds:.1f} s, {tokens:.0f} tokens"


def _row(one: ToolFigures) -> tuple[str, ...]:
    pinned = " (pinned)" if one.subject.pinned else ""
    return (
        one.subject.name,
        one.subject.version,
        f"{one.state}{pinned}",
        str(one.calls),
        _share(one.condition.rate),
        _interval(one.condition.interval) if one.condition.calls else "-",
        _seconds(one.p50),
        _seconds(one.p95),
        str(one.tokens),
    )


def _writer(one: Ranked) -> tuple[str, ...]:
    tally = one.tally
    return (
        tally.category,
        str(tally.option),
        str(tally.tried),
        str(tally.accepted),
        _interval(tally.interval),
        one.finding.value,
        "first" if one.first else "passed over",
    )


def _faults(faults: Mapping[str, int]) -> str:
    told = ", ".join(f"{number} by {fault}" for fault, number in faults.items())
    return f", failed {told}" if told else ""


def _share(rate: float | None) -> str:
    return "-" if rate is None else f"{rate * 100:.1f} %"


def _interval(interval: Interval) -> str:
    return f"{interval.low * 100:.0f} to {interval.high * 100:.0f} %"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s"
