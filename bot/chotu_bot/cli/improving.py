"""The verb that learns from a failure."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chotu_bot.cli.calling import complete_tool
from chotu_bot.cli.shell import Shell, read_json, verb

if TYPE_CHECKING:
    from chotu_bot.domain.answers import Diagnosed, Improvement
    from chotu_bot.domain.regression import Expectation

NOT_LEARNED = 3


@click.command()
@click.argument("tool", shell_complete=complete_tool)
@click.option("--error", default="", help="The error as you saw it.")
@click.option("--intent", default="", help="What the call was for.")
@click.option("--args", "given", help="Arguments of the failing call as JSON; - reads stdin.")
@click.option("--expect", help="What the call should return, as JSON.")
@click.option("--expect-error", help="The documented error that the call should raise.")
@click.option("--example", "examples", multiple=True, help="Another call with its right result.")
@click.option(
    "--code",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the mended tool; else a model writes it.",
)
@click.option("--propose", is_flag=True, help="Leave it on its branch for a person.")
@click.option("--dry-run", is_flag=True, help="Judge it, show it, write nothing.")
@click.option("--require-landed", is_flag=True, help="Exit 1 when it is only proposed.")
@verb
def improve(shell: Shell, *, tool: str, require_landed: bool, **said: Any) -> int:
    """Mend TOOL, where a failure was its own fault; else say whose fault it was.

    Without --args the latest failure in the journal is taken. The failing call becomes a test
    that is red on the present version and green on the new one; every old test stays green.

    \b
    chotu-bot improve slugify --args '{"title": ""}' --expect '""' --code slugify.py
    """  # noqa: D301 - click reads the control character
    answer = shell.open().improve(
        tool,
        error=said["error"],
        intent=said["intent"],
        arguments=_arguments(said["given"]),
        expect=_expected(said["expect"], said["expect_error"]),
        examples=said["examples"],
        code=said["code"],
        propose=said["propose"],
        dry_run=said["dry_run"],
    )
    return _tell(shell, answer, require_landed=require_landed)


def _arguments(given: str | None) -> dict[str, Any] | None:
    value = None if given is None else read_json(given, "--args")
    if value is not None and not isinstance(value, dict):
        raise click.UsageError("--args takes one JSON object")
    return value


def _expected(result: str | None, error: str | None) -> "Expectation | None":
    from chotu_bot.domain.regression import Raises, Returns

    if result is not None and error is not None:
        raise click.UsageError("--expect and --expect-error exclude each other")
    if error is not None:
        return Raises(error=error)
    return None if result is None else Returns(result=read_json(result, "--expect"))


def _tell(shell: Shell, answer: "Improvement", *, require_landed: bool) -> int:
    from chotu_bot.cli.present import answer_text, exit_code
    from chotu_bot.domain.answers import Diagnosed
    from chotu_bot.domain.documents import improvement_json

    if isinstance(answer, Diagnosed):
        shell.emit(improvement_json(answer), _diagnosis_text(answer))
        return NOT_LEARNED
    shell.emit(improvement_json(answer), answer_text(answer))
    return exit_code(answer, require_landed=require_landed)


def _diagnosis_text(answer: "Diagnosed") -> str:
    return (
        f"diagnosed: {answer.cause}: {answer.why} [{answer.rule}]\n"
        f"what you can do: {answer.advice}\n"
        "nothing was learned, and nothing was written"
    )


VERBS = (improve,)
