"""Verbs over git history: versions of a tool, proposals, and the way back."""

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.shell import Shell, verb


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
@verb
def reject(shell: Shell, *, tool: str, reason: str) -> int:
    """Turn the proposal of TOOL down; its branch is deleted and the reason kept."""
    shell.open().reject(tool, reason)
    shell.emit(
        {"status": "turned down", "name": tool, "reason": reason},
        f"turned down: {tool}; the reason is kept in registry/ledger",
    )
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--to", "version", help="The version to go back to; else one version back.")
@click.option("--remove", is_flag=True, help="Take the tool away altogether.")
@verb
def rollback(shell: Shell, *, tool: str, version: str | None, remove: bool) -> int:
    """Go back one version of TOOL, as a new commit; twice goes back two."""
    if version and remove:
        raise click.UsageError("--to and --remove exclude each other")
    done = shell.open().rollback(tool, to=version, remove=remove)
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


VERBS = (history, diff, proposals, approve, reject, rollback)
