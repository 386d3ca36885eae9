"""Verbs over the journal: ``journal tail``, ``export`` and ``prune``."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from chotu_bot.cli.shell import Shell, verb

if TYPE_CHECKING:
    from chotu_bot.journal.journal import Event


@click.group()
def journal() -> None:
    """The log of requests, attempts, calls, failures and decisions."""


@journal.command("tail")
@click.option("-n", "--count", default=20, show_default=True, help="How many events to show.")
@click.option("--tool", help="Only those about this tool.")
@verb
def tail(shell: Shell, *, count: int, tool: str | None) -> int:
    """Show the last events, the newest at the end."""
    from chotu_bot.cli.present import table

    events = shell.open().journal.tail(count, tool=tool)
    shell.emit(
        {"events": [one.to_json() for one in events]},
        table([_row(one) for one in events]) or "nothing has happened yet",
    )
    return 0


@journal.command("export")
@verb
def export(shell: Shell) -> int:
    """Print every event as JSON Lines, oldest first."""
    for line in shell.open().journal.export():
        click.echo(line)
    return 0


@journal.command("prune")
@click.option("--days", type=click.IntRange(0), help="Else [monitoring] log_retention_days.")
@verb
def prune(shell: Shell, *, days: int | None) -> int:
    """Delete the events that are older than they must be kept."""
    gone = shell.open().journal.prune(days)
    shell.emit({"status": "pruned", "deleted": gone}, f"pruned: {gone} events deleted")
    return 0


def _row(event: "Event") -> tuple[str, ...]:
    moment = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment, event.kind, event.outcome, event.tool or "-", _gist(event)


def _gist(event: "Event") -> str:
    """The one fact that tells most, on one line."""
    facts = event.facts
    for key in ("request", "error", "why", "reason", "lesson", "cause"):
        if facts.get(key):
            return " ".join(f"{facts[key]} {facts.get('message', '')}".split())[:100]
    return str(facts.get("version", ""))


VERBS = (journal,)
