"""Verbs that tell how it goes: ``status``, ``stats``, ``health``, ``suggest``, ``dashboard``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.shell import Shell, verb

if TYPE_CHECKING:
    from chotu_bot.domain.shapes import Json


@click.command()
@verb
def status(shell: Shell) -> int:
    """Show everything on one screen: tools by state, learned and failed, proposals, sandbox."""
    from chotu_bot.cli.figures import overview_json, overview_text

    overview = shell.open().overview()
    shell.emit(overview_json(overview), overview_text(overview))
    return 0


@click.command()
@click.argument("tool", required=False, shell_complete=complete_tool)
@verb
def stats(shell: Shell, *, tool: str | None) -> int:
    """Show success rates, times and costs, of all tools or of TOOL.

    Only the newest calls of the version on the served branch make its success rate; what failed
    through a caller or through the machine does not count.
    """
    from chotu_bot.cli.figures import figures_text, tool_text
    from chotu_bot.monitoring.documents import figures_json, tool_json

    figures = shell.open().figures(tool)
    if tool is None:
        shell.emit(figures_json(figures), figures_text(figures))
    else:
        shell.emit(tool_json(figures.tools[0]), tool_text(figures.tools[0]))
    return 0


@click.command()
@verb
def health(shell: Shell) -> int:
    """Show the health score, from 0 (everything fails) to 100, and what it is made of.

    It is 5 parts the share of calls that returned, 3 parts the mean of the tools' own shares, and
    2 parts the share of tried requests that a tool came of; see docs/monitoring.md.
    """
    from chotu_bot.cli.figures import health_text
    from chotu_bot.monitoring.documents import totals_json

    totals = shell.open().figures().totals
    shell.emit(totals_json(totals), health_text(totals))
    return 0


@click.command()
@click.option(
    "--learn", "count", type=click.IntRange(1), help="Learn the first N gaps, as the bot itself."
)
@verb
def suggest(shell: Shell, *, count: int | None) -> int:
    """Say what could be learned, mended or retired, and the command for each.

    With --learn it learns what is wanted most; what lands counts towards max_auto_tools.
    """
    from chotu_bot.cli.figures import suggestions_text
    from chotu_bot.monitoring.documents import suggestion_json

    if count is not None:
        return _learn(shell, count)
    found = shell.open().suggestions()
    shell.emit({"suggestions": [suggestion_json(one) for one in found]}, suggestions_text(found))
    return 0


def _learn(shell: Shell, count: int) -> int:
    from chotu_bot.cli.present import answer_text, exit_code
    from chotu_bot.domain.documents import answer_json
    from chotu_bot.monitoring.documents import suggestion_json

    done: list[Json] = []
    texts: list[str] = []
    worst = 0
    for one, answer in shell.open().learn_suggested(count):
        done.append({"suggestion": suggestion_json(one), "answer": answer_json(answer)})
        texts.append(f"{one.subject}\n{answer_text(answer)}")
        worst = max(worst, exit_code(answer))
    shell.emit({"learned": done}, "\n\n".join(texts) or "nobody asked for anything in vain")
    return worst


@click.command()
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write index.html into.",
)
@verb
def dashboard(shell: Shell, *, folder: Path) -> int:
    """Write a static page: health, tools, gaps, landings, failures. It loads nothing else."""
    written = shell.open().dashboard(folder)
    shell.emit({"status": "written", "file": str(written)}, f"written: {written}")
    return 0


VERBS = (status, stats, health, suggest, dashboard)
