"""Verbs over git history: versions of a tool, proposals, and the way back."""

from typing import TYPE_CHECKING

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.shell import Shell, push_option, verb
from chotu_bot.domain.shapes import Json

if TYPE_CHECKING:
    from chotu_bot.publishing.values import Restored


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@verb
def history(shell: Shell, *, tool: str) -> int:
    """Show every version of TOOL: when, why, how sure, who approved."""
    from chotu_bot.cli.present import table, version_json, version_row

    versions = shell.open().history(tool)
    shell.emit(
        {"tool": tool, "versions": [version_json(one) for one in versions]},
        table([version_row(one) for one in versions]),
    )
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.argument("old")
@click.argument("new")
@verb
def diff(shell: Shell, *, tool: str, old: str, new: str) -> int:
    """Show what changed in TOOL between the versions OLD and NEW."""
    text = shell.open().diff(tool, old, new)
    shell.emit({"tool": tool, "old": old, "new": new, "diff": text}, text.rstrip("\n"))
    return 0


@click.command()
@verb
def proposals(shell: Shell) -> int:
    """List the proposals that wait for a person."""
    from chotu_bot.cli.present import proposal_json, table

    found = shell.open().proposals()
    rows = [
        (one.name, one.record.version, one.record.risk.value, one.branch, one.record.summary)
        for one in found
    ]
    shell.emit(
        {"proposals": [proposal_json(one) for one in found]},
        table(rows) or "no proposals are open",
    )
    return 0


@click.command()
@click.argument("tool")
@click.option("--seal", help="Approve only what has this seal (proposals --json shows it).")
@push_option
@verb
def approve(shell: Shell, *, tool: str, seal: str | None) -> int:
    """Land the proposal of TOOL as it stands on its branch."""
    done = shell.open().approve(tool, seal=seal)
    shell.emit(
        {"status": "landed", "name": done.name, "version": done.version, "commit": done.commit},
        f"landed: {done.name} {done.version} as {done.commit[:12]}\n"
        f"undo it: chotu-bot rollback {done.name}",
    )
    return 0


@click.command()
@click.argument("tool")
@click.option("--reason", required=True, help="Why; it is remembered.")
@click.option(
    "--days",
    type=click.IntRange(0),
    default=90,
    show_default=True,
    help="How long the same wish stays turned down, in whatever words; 0 for good.",
)
@push_option
@verb
def reject(shell: Shell, *, tool: str, reason: str, days: int) -> int:
    """Turn the proposal of TOOL down; its branch is deleted and the reason kept."""
    shell.open().reject(tool, reason, days=days)
    shell.emit(
        {"status": "turned down", "name": tool, "reason": reason},
        f"turned down: {tool}; the reason is kept in registry/ledger",
    )
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool, required=False)
@click.option("--to", "version", help="The version to go back to; else one version back.")
@click.option("--remove", is_flag=True, help="Take the tool away altogether.")
@click.option("--commit", "rev", help="Take back all that this landing did, whatever the tools.")
@click.option("--reason", default="", help="Why; the commit message quotes it.")
@push_option
@verb
def rollback(
    shell: Shell, *, tool: str | None, version: str | None, remove: bool, rev: str | None,
    reason: str,
) -> int:  # fmt: skip
    """Go back one version of TOOL, as a new commit; twice goes back two."""
    if [bool(version), remove, rev is not None].count(True) > 1:
        raise click.UsageError("--to, --remove and --commit exclude each other")
    if (tool is None) == (rev is None):
        raise click.UsageError("name a TOOL, or a landing by --commit")
    if rev is not None:
        return _emit_restored(shell, shell.open().rollback_commit(rev, reason=reason))
    done = shell.open().rollback(tool or "", to=version, remove=remove, reason=reason)
    what = f"{done.before} to {done.after}" if done.after else f"{done.before}, taken away"
    shell.emit(
        {
            "status": "rolled back",
            "name": tool,
            "before": done.before,
            "after": done.after,
            "commit": done.commit,
        },
        f"rolled back: {tool} from {what}, in {done.commit[:12]}",
    )
    return 0


@click.command()
@click.argument("name", required=False)
@verb
def checkpoint(shell: Shell, *, name: str | None) -> int:
    """Remember all tools as they are now as NAME, or list what is remembered."""
    from chotu_bot.cli.present import table

    chotu = shell.open()
    found = [chotu.checkpoint(name)] if name else list(chotu.checkpoints())
    rows = [(one.name, one.commit[:12], f"{one.tools} tools") for one in found]
    listed: list[Json] = [
        {"name": one.name, "commit": one.commit, "tools": one.tools} for one in found
    ]
    advice = f"\ngo back to it: chotu-bot restore {name}" if name else ""
    shell.emit(
        {"status": "done", "checkpoints": listed},
        (table(rows) or "no checkpoints") + advice,
    )
    return 0


@click.command()
@click.argument("name")
@click.option("--reason", default="", help="Why; the commit message quotes it.")
@push_option
@verb
def restore(shell: Shell, *, name: str, reason: str) -> int:
    """Bring all tools back to the checkpoint NAME, as a new commit."""
    return _emit_restored(shell, shell.open().restore(name, reason=reason))


def _emit_restored(shell: Shell, done: "Restored") -> int:
    from chotu_bot.cli.present import table

    rows = [
        (name, old or "absent", "->", new or "absent") for name, (old, new) in done.versions.items()
    ]
    shell.emit(
        {
            "status": "rolled back",
            "commit": done.commit,
            "tools": {
                name: {"before": old, "after": new} for name, (old, new) in done.versions.items()
            },
        },
        f"{table(rows)}\nrolled back: {len(rows)} tools, in {done.commit[:12]}",
    )
    return 0


VERBS = (history, diff, proposals, approve, reject, rollback, checkpoint, restore)
