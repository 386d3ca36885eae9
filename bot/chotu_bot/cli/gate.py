"""The one place where errors become messages and exit codes."""

import sys
from typing import TYPE_CHECKING

import click

from chotu_bot.errors import ChotuError

if TYPE_CHECKING:
    from pathlib import Path

INTERRUPTED = 130
BUG = 70


def run_gated(command: click.Command, arguments: list[str]) -> int:
    """Run ``command``; every error ends in one clear line and its exit code."""
    as_json = "--json" in arguments
    try:
        result = command.main(arguments, prog_name="chotu-bot", standalone_mode=False)
    except click.exceptions.Abort:
        return _tell(as_json, "Interrupted", "interrupted", INTERRUPTED)
    except KeyboardInterrupt:
        return _tell(as_json, "Interrupted", "interrupted", INTERRUPTED)
    except click.ClickException as error:
        if as_json:
            return _tell(as_json, "UsageError", error.format_message(), error.exit_code)
        error.show()
        return error.exit_code
    except ChotuError as error:
        return _tell(as_json, type(error).__name__, str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the one place that catches our own bugs
        path = _report(arguments)
        message = (
            f"{type(error).__name__}: {error}. This is a bug in chotu-bot; "
            f"the report is in {path}. Please attach it to an issue."
        )
        return _tell(as_json, "Bug", message, BUG)
    return result if isinstance(result, int) else 0


def _tell(as_json: bool, kind: str, message: str, code: int) -> int:  # noqa: FBT001 - a switch
    if as_json:
        import json

        answer = {"status": "error", "error": kind, "message": message, "exit_code": code}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"chotu-bot: {message}", err=True)
    return code


def _report(arguments: list[str]) -> "Path":
    """Write the traceback where the person can find it; the environment is left out."""
    import os
    import tempfile
    import traceback
    from pathlib import Path

    given = os.environ.get("CHOTU_REPORT_DIR")
    folder = Path(given) if given else Path(tempfile.gettempdir())
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix="chotu-bot-report-", suffix=".txt", dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8") as report:
        report.write(f"python {sys.version}\narguments {arguments!r}\n\n{traceback.format_exc()}")
    return Path(name)
