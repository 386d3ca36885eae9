"""The dashboard's values: what the template shows, already in words and numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chotu_bot.learning.lifecycle import Condition, State
from chotu_bot.learning.tuning import WINDOW, Ranked
from chotu_bot.monitoring.demand import Demand
from chotu_bot.monitoring.figures import DAY, TREND_DAYS, DayRate, Figures, ToolFigures, Totals
from chotu_bot.monitoring.suggestions import Suggestion, mending_command
from chotu_bot.monitoring.usage import Usage

TEMPLATE = "report/dashboard.html"
MOST_TOOLS = 200
"""Tools on the page at most; those that do badly come first."""
_MOST = 20
_MOST_WRITERS = 60
_WIDTH, _HEIGHT = 116, 24
_ORDER = (State.QUARANTINED, State.DEGRADED, State.PROBATION, State.ACTIVE, State.RETIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A landing or a rollback, with what proves it."""

    name: str
    version: str
    when: float
    """Seconds since the epoch."""
    commit: str
    message: str
    """Of the commit, in full."""
    evidence: str
    """Link to the evidence, relative to the page; empty where it is no longer there."""
    checks: tuple[tuple[str, str, str], ...]
    """Check, status and reason, from the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A version that could not be mended in as many rounds as there are."""

    name: str
    version: str
    since: float
    """Seconds since the epoch."""
    reason: str
    """What was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that the page is made of."""

    title: str
    now: float
    figures: Figures
    usage: Usage
    marks: tuple[Marked, ...]
    evidence: int
    """Attempts that make evidence of who writes; 0 for no tuning."""
    demands: tuple[Demand, ...]
    suggestions: tuple[Suggestion, ...]
    landings: tuple[Landed, ...]
    proposals: tuple[str, ...]
    """Names of the tools that have one open."""


def page_values(content: Content) -> Mapping[str, object]:
    """The values for ``TEMPLATE``."""
    tools = sorted(
        content.figures.tools, key=lambda one: (_ORDER.index(one.state), one.subject.name)
    )
    known = {one.name: one.commit for one in reversed(content.landings)}
    marked = {one.name for one in content.marks}
    writers = content.figures.writers
    return {
        "title": content.title,
        "made": moment(content.now),
        "health": content.figures.totals.health,
        "tiles": list(_tiles(content.figures.totals, content.proposals)),
        "states": content.figures.totals.tools,
        "tools": [
            {**_tool(one, content.now, known), "marked": one.subject.name in marked}
            for one in tools[:MOST_TOOLS]
        ],
        "more_tools": max(0, len(tools) - MOST_TOOLS),
        "marks": [_mark(one) for one in content.marks],
        "writers": [_writer(one) for one in writers[:_MOST_WRITERS]],
        "more_writers": max(0, len(writers) - _MOST_WRITERS),
        "evidence": content.evidence,
        "newest": WINDOW,
        "demands": [_demand(one) for one in content.demands[:_MOST]],
        "suggestions": content.suggestions[:_MOST],
        "more_suggestions": max(0, len(content.suggestions) - _MOST),
        "landings": [_landing(one) for one in content.landings],
        "failures": list(_failures(content.usage)),
        "trend_days": TREND_DAYS,
    }


def _tiles(totals: Totals, proposals: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    yield "Calls", f"{totals.calls:,}", f"p50 {_seconds(totals.p50)}, p95 {_seconds(totals.p95)}"
    low, high = totals.interval.low, totals.interval.high
    spread = (
        f"95 % interval {low * 100:.0f} to {high * 100:.0f} %" if totals.counted else "no calls"
    )
    yield "Success rate", _share(totals.rate), spread
    yield "Learned", f"{totals.learned}", f"{totals.failed} failed, {_share(totals.learning_rate)}"
    yield "Waiting", f"{len(proposals)}", ", ".join(proposals[:3]) or "no proposal is open"


def _tool(one: ToolFigures, now: float, landings: Mapping[str, str]) -> dict[str, object]:
    subject = one.subject
    return {
        "name": subject.name,
        "version": subject.version,
        "summary": subject.summary,
        "state": one.state.value,
        "pinned": subject.pinned,
        "calls": one.calls,
        "rate": _share(one.condition.rate),
        "interval": _interval(one.condition),
        "p95": _seconds(one.p95),
        "trouble": one.troubles[0].error if one.troubles else "",
        "trend": _trend(one.trend, now),
        "commit": landings.get(subject.name, ""),
    }


def _trend(days: Sequence[DayRate], now: float) -> dict[str, object]:
    """A line through the daily success rates, in a box of ``_WIDTH`` by ``_HEIGHT``."""
    first = int(now // DAY) - TREND_DAYS + 1
    step = (_WIDTH - 4) / (TREND_DAYS - 1)
    points = [
        (2 + (one.day - first) * step, 2 + (1 - one.successes / one.calls) * (_HEIGHT - 4))
        for one in days
    ]
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        "last": tuple(f"{one:.1f}" for one in points[-1]) if points else (),
        "label": _trend_label(days),
    }


def _trend_label(days: Sequence[DayRate]) -> str:
    if not days:
        return "no calls"
    rates = [one.successes / one.calls for one in days]
    return (
        f"success by day, last {TREND_DAYS} days: first {_share(rates[0])}, "
        f"lowest {_share(min(rates))}, last {_share(rates[-1])}"
    )


def _mark(one: Marked) -> dict[str, str]:
    return {
        "name": one.name,
        "version": one.version,
        "since": moment(one.since)[:10] if one.since else "-",
        "reason": one.reason,
        "command": mending_command(one.name),
    }


def _writer(one: Ranked) -> dict[str, object]:
    tally = one.tally
    low, high = tally.interval.low * 100, tally.interval.high * 100
    return {
        "category": tally.category or "-",
        "writer": tally.option.model or tally.option.generator,
        "temperature": tally.option.temperature,
        "accepted": f"{tally.accepted} of {tally.tried}",
        "interval": f"{low:.0f} to {high:.0f} %",
        "finding": one.finding.value,
        "turn": "writes first" if one.first else "passed over",
    }


def _demand(one: Demand) -> dict[str, object]:
    return {
        "text": one.text,
        "count": one.count,
        "askers": one.askers,
        "outcomes": ", ".join(
            f"{number} {name.replace('_', ' ')}" for name, number in one.outcomes
        ),
        "last": moment(one.last)[:10],
    }


def _landing(one: Landed) -> dict[str, object]:
    return {
        "name": one.name,
        "version": one.version,
        "when": moment(one.when),
        "commit": one.commit,
        "subject": one.message.partition("\n")[0],
        "message": one.message.rstrip(),
        "evidence": one.evidence,
        "checks": one.checks,
    }


def _failures(usage: Usage) -> Iterable[dict[str, object]]:
    """Failed calls by whose fault and which error, the most frequent first."""
    failed = [one for made in usage.calls.values() for one in made if not one.returned]
    causes = Counter((str(one.fault), one.error) for one in failed)
    for (fault, error), number in causes.most_common(_MOST):
        tools = {one.tool for one in failed if (one.fault, one.error) == (fault, error)}
        yield {
            "fault": fault,
            "error": error,
            "count": number,
            "tools": ", ".join(sorted(tools)[:3]) + (" …" if len(tools) > 3 else ""),
            "share": round(100 * number / len(failed)),
        }


def moment(seconds: float) -> str:
    """``2026-01-31 12:00 UTC``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _interval(found: Condition) -> str:
    low, high = found.interval.low * 100, found.interval.high * 100
    return f"{low:.0f} to {high:.0f} %" if found.calls else "-"


def _share(rate: float | None) -> str:
    return "-" if rate is None else f"{rate * 100:.1f} %"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s"
