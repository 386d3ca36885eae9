"""The verb that proves where every tool came from."""

from typing import TYPE_CHECKING

import click

from chotu_bot.cli.shell import Shell, verb
from chotu_bot.domain.verdict import Level

if TYPE_CHECKING:
    from chotu_bot.publishing.audit import Audited


@click.command()
@click.option("--signatures", is_flag=True, help="Verify the commits' signatures, too.")
@verb
def audit(shell: Shell, *, signatures: bool) -> int:
    """Prove from history that every tool came through the gate; name each commit that did not."""
    from chotu_bot.domain.documents import finding_json

    done = shell.open().audit(signatures=signatures)
    grave = any(one.level is Level.ERROR for one in done.findings)
    status = "not clean" if grave else "clean"
    shell.emit(
        {
            "status": status,
            "tip": done.tip,
            "commits": done.commits,
            "landings": done.landings,
            "tools": done.tools,
            "findings": [finding_json(one) for one in done.findings],
        },
        _text(done, status),
    )
    return 1 if grave else 0


def _text(done: "Audited", status: str) -> str:
    from chotu_bot.cli.present import finding_lines

    seen = f"{done.tools} tools, {done.landings} landings, {done.commits} commits"
    return "\n".join([*finding_lines(done.findings), f"{status}: {seen}"])


VERBS = (audit,)
