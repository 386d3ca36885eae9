"""What every verb shares: which repository, JSON or text, progress on stderr."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from chotu_bot.app import Chotu
    from chotu_bot.domain.shapes import Json

F = TypeVar("F", bound=Callable[..., Any])


class Shell:
    """One run of one verb."""

    def __init__(self, folder: Path, *, as_json: bool, quiet: bool, push: bool = False) -> None:
        self.folder = folder
        self._push = push
        self.as_json = as_json
        self._quiet = quiet
        self._since = time.monotonic()

    def open(self) -> "Chotu":
        """The repository, with progress going to stderr; closed when the verb ends."""
        from chotu_bot.app import Chotu

        chotu = Chotu.open(self.folder, notify=self.stage, push=self._push)
        click.get_current_context().call_on_close(chotu.close)
        return chotu

    def stage(self, name: str, result: str) -> None:
        """One line of progress: the stage, what came of it, and the time it took."""
        now = time.monotonic()
        if not self._quiet:
            line = f"  {name:<13} {result}  ({(now - self._since) * 1000:.0f} ms)"
            click.echo(click.style(line, dim=True), err=True)
        self._since = now

    def emit(self, value: Mapping[str, "Json"], text: str) -> None:
        """The answer: one JSON object with ``--json``, else text."""
        if self.as_json:
            click.echo(json.dumps(value, ensure_ascii=False))
        elif text:
            click.echo(text)


push_option = click.option(
    "--push", is_flag=True, help="Land upstream first, then here ([publishing] mode = push)."
)
"""For verbs that land; it goes above ``verb``, which tells the ``Shell``."""


def verb(function: F) -> F:
    """Give a verb ``-C``, ``--json`` and ``--quiet``, and pass them on as a ``Shell``."""

    @click.option(
        "-C",
        "--repository",
        "repository",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        default=Path(),
        help="The repository, or a folder in it.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
    @click.option("-q", "--quiet", is_flag=True, help="No progress on stderr.")
    @wraps(function)
    def wrapped(repository: Path, *, as_json: bool, quiet: bool, **rest: Any) -> Any:
        push = rest.pop("push", False)
        return function(Shell(repository, as_json=as_json, quiet=quiet, push=push), **rest)

    return wrapped  # type: ignore[return-value]  # click's decorators keep no signature


def read_json(text: str, what: str) -> Any:
    """JSON from an option; ``-`` reads standard input.

    Raises:
        click.UsageError: when it is not JSON.
    """
    source = sys.stdin.read() if text == "-" else text
    try:
        return json.loads(source)
    except ValueError as error:
        raise click.UsageError(f"{what} is not JSON: {error}") from error
