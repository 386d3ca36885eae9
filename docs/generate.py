"""Write the generated parts of the documentation from the code; ``--check`` only compares.

A part stands between ``<!-- generated:NAME -->`` and ``<!-- end:NAME -->``.
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from chotu_bot import errors
from chotu_bot.app.setup import default_ini
from chotu_bot.cli.main import cli
from chotu_bot.settings import describe

ROOT = Path(__file__).resolve().parent.parent


def help_text() -> str:
    """``chotu-bot --help``, as a terminal of 100 columns shows it."""
    context = click.Context(cli, info_name="chotu-bot", terminal_width=100, max_content_width=100)
    return f"```text\n{cli.get_help(context)}\n```"


def exit_codes() -> str:
    """Every exit code with its meaning."""
    rows = {0: "Done: exists, landed, proposed, returned."}
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.ChotuError):
            own = kind.__dict__.get("exit_code")
            if own is not None and kind is not errors.ChotuError:
                rows[own] = str(kind.__doc__)
    rows[70] = "A bug in chotu-bot; a report file is written and named."
    rows[130] = "Interrupted."
    lines = [f"| {code} | {meaning} |" for code, meaning in sorted(rows.items())]
    return "\n".join(["| code | meaning |", "|---|---|", *lines])


def configuration() -> str:
    """Every key of chotu.ini."""
    lines = [
        f"| `[{section}] {key}` | {f'`{default}`' if default else ''} | {meaning} |"
        for section, key, default, meaning in describe()
    ]
    return "\n".join(["| key | default | meaning |", "|---|---|---|", *lines])


PARTS: Mapping[str, Callable[[], str]] = {
    "help": help_text,
    "exit-codes": exit_codes,
    "configuration": configuration,
}


def filled(text: str) -> str:
    """``text`` with every generated part made anew."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- generated:{name} -->\n).*?(<!-- end:{name} -->)", re.DOTALL)
        text = pattern.sub(lambda found, make=make: f"{found[1]}{make()}\n{found[2]}", text)
    return text


def main() -> int:
    """Write or compare; the exit code is 1 where something differs."""
    wanted = {ROOT / "README.md": filled((ROOT / "README.md").read_text("utf-8"))}
    wanted[ROOT / "chotu.ini"] = default_ini()
    stale = [path for path, text in wanted.items() if _read(path) != text]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(wanted[path], "utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"{path.name} is stale: run make docs\n")
    return 1 if stale else 0


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
