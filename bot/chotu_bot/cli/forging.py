"""Verbs that carry proposals elsewhere: ``learn-issue``, ``apply-patch``, ``pull-request``."""

import os
from pathlib import Path

import click

from chotu_bot.cli.shell import Shell, verb


@click.command("learn-issue")
@click.option(
    "--from", "variable", required=True, help="The environment variable that holds its text."
)
@click.option(
    "--patch", type=click.Path(path_type=Path, dir_okay=False), help="Write the proposal there."
)
@verb
def learn_issue(shell: Shell, *, variable: str, patch: Path | None) -> int:
    """Learn what an issue asks for, and leave it as a proposal.

    The text comes through the environment, so that no shell ever reads what a stranger wrote.
    """
    from chotu_bot.app.issues import request_of_issue
    from chotu_bot.cli.present import answer_text, exit_code
    from chotu_bot.domain.answers import Proposed
    from chotu_bot.domain.documents import answer_json

    asked = request_of_issue(os.environ.get(variable, ""))
    chotu = shell.open()
    answer = chotu.learn(asked.text, examples=asked.examples, propose=True, origin="agent")
    if patch is not None and isinstance(answer, Proposed):
        _write(patch, chotu.patch(answer.contract.name))
    shell.emit(answer_json(answer), answer_text(answer))
    return exit_code(answer)


@click.command("apply-patch")
@click.argument("patch", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@verb
def apply_patch(shell: Shell, *, patch: Path) -> int:
    """Judge PATCH as the merge gate does, and make it a proposal if it passes.

    Neither the working tree nor the index is touched; what does not pass leaves nothing.
    """
    from chotu_bot.cli.reports.summary import report_json, text

    branch, report = shell.open().take_patch(patch.read_bytes())
    shell.emit(
        {**report_json(report), "branch": branch},
        "\n".join([text(report), *([f"proposed on {branch}"] if branch else [])]),
    )
    return 0 if branch else 1


@click.command("pull-request")
@click.argument("tool", required=False)
@verb
def pull_request(shell: Shell, *, tool: str | None) -> int:
    """Open the pull request of TOOL's proposal, or update the one that is open; else of all."""
    chotu = shell.open()
    opened = chotu.pull_requests([tool] if tool else None)
    shell.emit(
        {
            "pull_requests": [
                {
                    "branch": one.request.branch,
                    "number": one.request.number,
                    "url": one.request.url,
                    "how": one.how,
                }
                for one in opened
            ]
        },
        "\n".join(f"{one.how}: {one.request.branch} {one.request.url}".rstrip() for one in opened)
        or "no proposals are open",
    )
    return 0


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.UsageError(f"--patch: {path} cannot be written: {error.strerror}") from error


VERBS = (learn_issue, apply_patch, pull_request)
