"""Which hostile program is contained by which backend: ``make probes``.

With ``--both-users``, root prints the table of a person without privileges, too.
Exit code 1 when anything leaked that is not reported as a guarantee that is not in force.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chotu_bot.errors import SandboxUnavailableError
from chotu_bot.sandbox import environment
from chotu_bot.sandbox.contract import Assurance, Backend
from chotu_bot.sandbox.local import LocalSandbox, open_sandbox
from sandbox.arena import call
from sandbox.as_nobody import run_as_nobody
from sandbox.canaries import Canaries
from sandbox.probes import PROBES

WIDTH = 12


def main(arguments: list[str]) -> int:
    """Run every probe on every backend that is to be had here."""
    tools = environment.sync()
    leaked = show(tools)
    if "--both-users" in arguments and os.geteuid() == 0:
        sys.stdout.flush()
        done = run_as_nobody([sys.executable, __file__], tools.root, capture=False)
        leaked = leaked or done.returncode != 0
    return int(leaked)


def show(tools: environment.Environment) -> bool:
    """Print the table of this user; whether anything leaked."""
    columns = {backend: dict(column(tools, backend)) for backend in get_args(Backend)}
    sys.stdout.write(f"as user {os.getuid()}\n")
    sys.stdout.write(f"{'':54}" + "".join(f"{name:>{WIDTH}}" for name in columns) + "\n")
    for probe in PROBES:
        name = f"{probe.group}: {probe.name}"
        cells = [column.get(name, "n/a") for column in columns.values()]
        sys.stdout.write(f"{name:54}" + "".join(f"{cell:>{WIDTH}}" for cell in cells) + "\n")
    for backend, found in columns.items():
        held = sum(cell == "held" for cell in found.values())
        sys.stdout.write(f"{backend}: {held} of {len(found)} held\n")
    return any("LEAK" in column.values() for column in columns.values())


def column(tools: environment.Environment, backend: Backend) -> Iterator[tuple[str, str]]:
    """The name of every probe and what became of it."""
    with (
        tempfile.TemporaryDirectory(prefix="canaries-") as folder,
        Canaries(Path(folder), tools.site_packages) as canaries,
        open_sandbox(tools, backend=backend) as box,
    ):
        try:
            excused = not_in_force(box)
        except SandboxUnavailableError as error:
            sys.stderr.write(f"{backend}: {error}\n")
            return
        for probe in PROBES:
            outcome = call(box, probe.source(), {"c": canaries.arguments()}, limits=probe.limits)
            held = not canaries.effects(outcome) and outcome.ended in probe.ended
            leaked = "reported" if probe.name in excused else "LEAK"
            yield f"{probe.group}: {probe.name}", "held" if held else leaked


def not_in_force(box: LocalSandbox) -> set[str]:
    """Probes that a guarantee reported as absent lets through."""
    absent = {one.name for one in box.guarantees if one.assurance is Assurance.ABSENT}
    return {"stat a secret"} if "metadata" in absent else set()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
