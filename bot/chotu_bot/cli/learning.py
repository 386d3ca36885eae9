"""Verbs that learn: ``learn``, ``submit``, ``check`` and ``do``."""

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from chotu_bot.cli.shell import Shell, push_option, verb

if TYPE_CHECKING:
    from chotu_bot.domain.answers import Answer


class SubmitWishes(TypedDict):
    """How a submission is to be handled; the names are the options'."""

    force: bool
    propose: bool
    dry_run: bool


class Wishes(SubmitWishes):
    """How a request is to be handled."""

    offline: bool
    pull_request: bool


@click.command()
@click.argument("request_words", metavar="REQUEST", nargs=-1)
@click.option("--example", "examples", multiple=True, help="For instance: 'text=\"a b\" => 2'.")
@click.option("--name", help="The name of the tool; else the author chooses one.")
@click.option("--force", is_flag=True, help="Learn even if a tool seems to do it already.")
@click.option("--propose", is_flag=True, help="Leave it on its branch for a person.")
@click.option("--pull-request", is_flag=True, help="Propose it, push it, open a pull request.")
@click.option("--dry-run", is_flag=True, help="Judge it, show it, write nothing.")
@click.option("--offline", is_flag=True, help="Recipes only, whatever is configured.")
@click.option("--require-landed", is_flag=True, help="Exit 1 when it is only proposed.")
@push_option
@verb
def learn(
    shell: Shell,
    *,
    request_words: tuple[str, ...],
    examples: tuple[str, ...],
    name: str | None,
    require_landed: bool,
    **wishes: Unpack[Wishes],
) -> int:
    """Learn a tool for REQUEST, said in your own words.

    The answer is one of: exists, landed, proposed, rejected, unclear, refused, no generator.
    """
    answer = shell.open().learn(
        " ".join(request_words),
        examples=examples,
        name=name,
        **wishes,
    )
    return _tell(shell, answer, require_landed=require_landed)


@click.command()
@click.argument("tool", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("tests", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--request", required=True, help="What the tool is for, in your own words.")
@click.option("--example", "examples", multiple=True, help="For instance: 'text=\"a b\" => 2'.")
@click.option("--name", help="The public function, where the file has several.")
@click.option("--force", is_flag=True, help="Submit even if a tool seems to do it already.")
@click.option("--propose", is_flag=True, help="Leave it on its branch for a person.")
@click.option("--dry-run", is_flag=True, help="Judge it, show it, write nothing.")
@click.option("--require-landed", is_flag=True, help="Exit 1 when it is only proposed.")
@push_option
@verb
def submit(
    shell: Shell,
    *,
    tool: Path,
    tests: Path,
    request: str,
    examples: tuple[str, ...],
    name: str | None,
    require_landed: bool,
    **wishes: Unpack[SubmitWishes],
) -> int:
    """Send a TOOL and its TESTS that you wrote through the same gate.

    Findings come back, so that you can mend it and submit again.
    """
    answer = shell.open().submit(
        tool,
        tests,
        request,
        examples=examples,
        name=name,
        **wishes,
    )
    return _tell(shell, answer, require_landed=require_landed)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@verb
def check(shell: Shell, *, folder: Path) -> int:
    """Judge the files in FOLDER (tool.py and test_tool.py) and write nothing."""
    from chotu_bot.cli.present import verdict_text
    from chotu_bot.domain.documents import verdict_json

    verdict = shell.open().check(folder)
    shell.emit(verdict_json(verdict), verdict_text(verdict))
    return 0 if verdict.passed else 1


@click.command()
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@verb
def do(shell: Shell, *, words: tuple[str, ...]) -> int:
    """Do TEXT with a known tool, when its arguments can be read from the text.

    Only tools that at most read are called; for others the call is shown, filled as far as the
    text goes.
    """
    from chotu_bot.app import Done, Filled
    from chotu_bot.cli.calling import tell_call

    done = shell.open().do(" ".join(words))
    match done:
        case Done():
            return tell_call(shell, done.tool, done.result)
        case Filled():
            shell.emit(
                {"status": "filled", "tool": done.tool, "call": done.call, "why": done.why},
                f"{done.why}\ncall it: {done.call}",
            )
            return 0
        case _:
            return _tell(shell, done, require_landed=False)


def _tell(shell: Shell, answer: "Answer", *, require_landed: bool) -> int:
    from chotu_bot.cli.present import answer_text, exit_code
    from chotu_bot.domain.documents import answer_json

    shell.emit(answer_json(answer), answer_text(answer))
    return exit_code(answer, require_landed=require_landed)


VERBS = (learn, submit, check, do)
