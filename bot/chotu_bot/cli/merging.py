"""Verbs of the merge gate: ``gate`` on a range of commits, ``verify`` on a landed tool."""

from pathlib import Path
from typing import get_args

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.formats import FORMATS, Format
from chotu_bot.cli.shell import Shell, verb


class _ReportFile(click.ParamType[tuple[Format, Path]]):
    """``sarif=gate.sarif``."""

    name = "FORMAT=FILE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Format, Path]:
        form, _, path = str(value).partition("=")
        known = next((one for one in FORMATS if one == form), None)
        if known is None or not path:
            self.fail(f"{value!r} is not FORMAT=FILE; formats: {', '.join(FORMATS)}", param, ctx)
        return known, Path(path)


@click.command()
@click.option("--base", required=True, help="What the commits are to be merged into.")
@click.option("--head", default="HEAD", show_default=True, help="What is to be merged.")
@click.option(
    "--format",
    "form",
    type=click.Choice(get_args(Format)),
    default="text",
    show_default=True,
    help="How to answer.",
)
@click.option(
    "--report",
    "reports",
    type=_ReportFile(),
    multiple=True,
    help="Also write the report there, for instance sarif=gate.sarif; repeat it for more.",
)
@click.option(
    "--approved",
    multiple=True,
    metavar="WHO@COMMIT",
    help="An approval you vouch for: who, and at which commit they looked.",
)
@click.option(
    "--reviews",
    default="",
    metavar="PULL_REQUEST",
    help="Count its approving reviews: a number, or GITHUB_REF.",
)
@click.option(
    "--require-approval", is_flag=True, help="Fail what a person must approve and nobody did."
)
@verb
def gate(  # noqa: PLR0913 - what whoever runs it may ask for
    shell: Shell,
    *,
    base: str,
    head: str,
    form: Format,
    reports: tuple[tuple[Format, Path], ...],
    approved: tuple[str, ...],
    reviews: str,
    require_approval: bool,
) -> int:
    """Judge every tool that a range of commits touches, as CI does on a pull request.

    Configuration and templates come from the base and files from git alone, so that nothing in
    the range decides how it is judged. Exit 0 only when every required check passed.
    """
    from chotu_bot.cli.reports import rendered

    report = shell.open().gate(
        base, head, approved=approved, reviews=reviews, require_approval=require_approval
    )
    for kind, path in reports:
        _write(path, rendered(report, kind))
    click.echo(rendered(report, "json" if shell.as_json else form))
    return 0 if report.passed else 1


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@verb
def verify(shell: Shell, *, tool: str) -> int:
    """Judge a landed TOOL again: its digests, the whole gate, and its evidence."""
    from chotu_bot.cli.present import verdict_text
    from chotu_bot.cli.reports.summary import tool_json

    report = shell.open().verify(tool)
    shell.emit(tool_json(report), verdict_text(report.verdict))
    return 0 if report.verdict.passed else 1


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        raise click.UsageError(f"--report: {path} cannot be written: {error.strerror}") from error


VERBS = (gate, verify)
