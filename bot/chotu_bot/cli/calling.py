"""Verbs that use tools: ``run``, ``list``, ``show`` and ``search``."""

from typing import TYPE_CHECKING

import click

from chotu_bot.cli.shell import Shell, read_json, verb

if TYPE_CHECKING:
    from chotu_bot.calling.call import CallResult
    from chotu_bot.domain.shapes import Json

TOOL_FAILED = 8


def complete_tool(context: click.Context, _: click.Parameter, start: str) -> list[str]:
    """Names of registered tools, for tab completion."""
    from chotu_bot.app import Chotu
    from chotu_bot.errors import ChotuError

    try:
        with Chotu.open(context.params.get("repository") or ".") as chotu:
            return [one.name for one in chotu.tools() if one.name.startswith(start)]
    except ChotuError:
        return []


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
)
@click.argument("tool", required=False, shell_complete=complete_tool)
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.option("--args", "given", help="All arguments as one JSON object; - reads stdin.")
@click.option("-h", "--help", "wants_help", is_flag=True, help="Show this, or the tool's options.")
@verb
def run(
    shell: Shell,
    *,
    tool: str | None,
    options: tuple[str, ...],
    given: str | None,
    wants_help: bool,
) -> int:
    """Call TOOL in the sandbox; its options come from its contract.

    \b
    chotu-bot run word_count --text "a b"
    chotu-bot run word_count --args '{"text": "a b"}'
    chotu-bot run word_count --help
    """  # noqa: D301 - click reads the control character
    context = click.get_current_context()
    if tool is None:
        click.echo(context.get_help())
        return 0 if wants_help else 2
    from chotu_bot.cli.options import arguments_of, command_of

    chotu = shell.open()
    command = command_of(chotu.contract(tool))
    if wants_help:
        with click.Context(command, info_name=f"chotu-bot run {tool}") as inner:
            click.echo(command.get_help(inner))
        return 0
    arguments = arguments_of(command, options)
    if given is not None:
        arguments = {**_object(given), **arguments}
    return tell_call(shell, tool, chotu.run(tool, arguments))


def _object(given: str) -> dict[str, "Json"]:
    value = read_json(given, "--args")
    if not isinstance(value, dict):
        raise click.UsageError("--args takes one JSON object")
    return value


def tell_call(shell: Shell, tool: str, result: "CallResult") -> int:
    """Tell what a call gave: the result as JSON on stdout, or the error and exit code 8."""
    from chotu_bot.calling.call import Returned
    from chotu_bot.cli.present import value_text

    if isinstance(result, Returned):
        if result.output and not shell.as_json:
            click.echo(result.output, nl=False, err=True)
        written: list[Json] = [str(path) for path in result.written]
        value: dict[str, Json] = {
            "status": "returned",
            "tool": tool,
            "result": result.result,
            "written": written,
        }
        shell.emit(value, value_text(result.result))
        return 0
    message = f"{tool} failed: {result.error}: {result.message}"
    if shell.as_json:
        failure: dict[str, Json] = {
            "status": "failed",
            "tool": tool,
            "error": result.error,
            "message": result.message,
            "line": result.line,
            "documented": result.documented,
            "traceback": result.traceback,
        }
        shell.emit(failure, "")
    else:
        click.echo(f"chotu-bot: {message}", err=True)
        if not result.documented and result.traceback:
            click.echo(result.traceback, err=True)
    return TOOL_FAILED


@click.command("list")
@click.option("--category", help="Only tools of this category.")
@verb
def list_tools(shell: Shell, *, category: str | None) -> int:
    """List the tools that have landed."""
    from chotu_bot.cli.present import row_json, table

    found = [one for one in shell.open().tools() if category in {None, one.category}]
    rows = [(one.name, one.version, one.risk, one.summary) for one in found]
    shell.emit(
        {"tools": [row_json(one) for one in found]},
        table(rows) or 'no tools yet; ask for one: chotu-bot learn "count the words of a text"',
    )
    return 0


@click.command()
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@click.option("--limit", default=5, show_default=True, help="How many to show.")
@verb
def search(shell: Shell, *, words: tuple[str, ...], limit: int) -> int:
    """Search the tools for TEXT, best first."""
    from chotu_bot.cli.present import row_json, table

    found = shell.open().search(" ".join(words), limit=limit)
    rows = [(one.name, f"{score:.2f}", one.summary) for one, score in found]
    hits: list[Json] = [{**row_json(one), "score": score} for one, score in found]
    shell.emit({"hits": hits}, table(rows) or "nothing found")
    return 0


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--source", is_flag=True, help="Show tool.py.")
@click.option("--tests", is_flag=True, help="Show test_tool.py.")
@click.option("--review", is_flag=True, help="Show the review packet, as Markdown.")
@verb
def show(shell: Shell, *, tool: str, source: bool, tests: bool, review: bool) -> int:
    """Show a TOOL, landed or proposed: contract, permissions, evidence.

    TOOL@VERSION shows an earlier version.
    """
    chotu = shell.open()
    if review:
        packet = chotu.review(tool)
        shell.emit({"name": tool, "text": packet}, packet.rstrip("\n"))
        return 0
    details = chotu.show(tool)
    if source or tests:
        text = details.source if source else details.tests
        shell.emit({"name": details.contract.name, "text": text}, text.rstrip("\n"))
    else:
        shell.emit(details.to_json(), details.to_text())
    return 0


VERBS = (run, list_tools, search, show)
