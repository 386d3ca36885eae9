"""Figures and suggestions as JSON for programs."""

from datetime import UTC, datetime

from chotu_bot.domain.shapes import Json
from chotu_bot.learning.lifecycle import Interval
from chotu_bot.learning.tuning import Ranked
from chotu_bot.monitoring.figures import Figures, ToolFigures, Totals
from chotu_bot.monitoring.suggestions import Suggestion


def tool_json(one: ToolFigures) -> dict[str, Json]:
    """One tool."""
    troubles: list[Json] = [
        {"error": each.error, "message": each.message, "count": each.count} for each in one.troubles
    ]
    return {
        "name": one.subject.name,
        "version": one.subject.version,
        "state": one.state.value,
        "pinned": one.subject.pinned,
        "calls": one.calls,
        "returned": one.returned,
        "faults": dict(one.faults),
        "counted": one.condition.calls,
        "success_rate": one.condition.rate,
        "interval": _interval_json(one.condition.interval),
        "p50_seconds": one.p50,
        "p95_seconds": one.p95,
        "last_called": moment_text(one.last_called),
        "tokens": one.tokens,
        "repair_rounds": one.repairs,
        "errors": troubles,
    }


def totals_json(totals: Totals) -> dict[str, Json]:
    """All together."""
    learned = totals.learned
    return {
        "health": totals.health,
        "tools": dict(totals.tools),
        "calls": totals.calls,
        "counted": totals.counted,
        "faults": dict(totals.faults),
        "success_rate": totals.rate,
        "interval": _interval_json(totals.interval),
        "p50_seconds": totals.p50,
        "p95_seconds": totals.p95,
        "requests": totals.requests,
        "learned": learned,
        "failed": totals.failed,
        "learning_success": totals.learning_rate,
        "repair_rounds_per_learned": totals.repairs / learned if learned else None,
        "seconds_per_learned": totals.seconds / learned if learned else None,
        "tokens_per_learned": totals.tokens / learned if learned else None,
        "events": totals.events,
    }


def figures_json(figures: Figures) -> dict[str, Json]:
    """Everything."""
    return {
        "totals": totals_json(figures.totals),
        "tools": [tool_json(one) for one in figures.tools],
        "writers": [writer_json(one) for one in figures.writers],
    }


def writer_json(one: Ranked) -> dict[str, Json]:
    """One generator, model and temperature in one category."""
    tally, option = one.tally, one.tally.option
    return {
        "category": tally.category,
        "generator": option.generator,
        "model": option.model,
        "temperature": option.temperature,
        "tried": tally.tried,
        "accepted": tally.accepted,
        "interval": _interval_json(tally.interval),
        "finding": one.finding.value,
        "first": one.first,
    }


def suggestion_json(one: Suggestion) -> dict[str, Json]:
    """One suggestion."""
    return {"kind": one.kind, "subject": one.subject, "why": one.why, "command": one.command}


def moment_text(seconds: float) -> str:
    """``2026-01-31T12:00:00Z``; empty for no moment."""
    if not seconds:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _interval_json(interval: Interval) -> Json:
    return [round(interval.low, 4), round(interval.high, 4)]
