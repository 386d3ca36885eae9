"""Learn the catalogue, one request after another, as ``chotu-bot learn`` does; or check it.

    python catalogue/learn.py into FOLDER     learn what is not there yet into a repository
    python catalogue/learn.py check           learn all of it anew and compare bytes with this one
    python catalogue/learn.py promise         the same, of what any Python gives alike
    python catalogue/learn.py page            write docs/catalogue.md from the registry
    python catalogue/learn.py table           print each tool's evidence

Tools that use the network, processes or the environment wait for a person; ``into`` approves
them as the person whom git knows, since this list is what that person has decided on.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from chotu_bot import Chotu
from chotu_bot.domain.answers import Exists, Landed, Proposed
from comparing import Reading, differences, generated, promised, whole
from page import entries, page, table

ROOT = Path(__file__).resolve().parent.parent
REQUESTS = Path(__file__).with_name("requests.tsv")
PAGE = ROOT / "docs" / "catalogue.md"
MOMENT = "1767225600"
"""The second that every tool of the catalogue is dated with, so that its bytes repeat."""


def requests() -> Mapping[str, str]:
    """Tool to request, in the order of learning."""
    lines = REQUESTS.read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def learn_all(folder: Path, wanted: Mapping[str, str], say: Callable[[str], None]) -> int:
    """Learn each request into the repository; how many did not give the tool they should."""
    failed = 0
    with Chotu.open(folder) as chotu:
        for number, (tool, request) in enumerate(wanted.items(), 1):
            began = time.perf_counter()
            told = _learn(chotu, tool, request)
            seconds = time.perf_counter() - began
            failed += told.rpartition(" ")[2] != tool
            say(f"{number:>3} {told:<40} {seconds:5.1f} s  {request}")
    return failed


def _learn(chotu: Chotu, tool: str, request: str) -> str:
    """What came of one request, ending in the tool's name where it is the right one."""
    answer = chotu.learn(request, offline=True)
    match answer:
        case Exists() | Landed():
            return f"{answer.status} {answer.contract.name}"
        case Proposed() if answer.contract.name == tool:
            return f"approved {chotu.approve(tool).name}"
        case Proposed():
            return f"proposed {answer.contract.name}, which is not wanted here"
        case _:
            return f"{answer.status}, wanted {tool} and nothing came"


def check(root: Path, wanted: Mapping[str, str], read: Reading, say: Callable[[str], None]) -> int:
    """Learn everything anew in a scratch repository and compare; how many files differ."""
    with tempfile.TemporaryDirectory() as scratch:
        Chotu.init(scratch).close()
        failed = learn_all(Path(scratch), wanted, say)
        here, anew = generated(root, wanted, read), generated(Path(scratch), wanted, read)
    differing = list(differences(here, anew))
    for line in differing:
        say(line)
    say(
        f"Python {platform.python_version()}: {len(wanted)} requests, {failed} not learned, "
        f"{len(differing)} of {len(here)} files differ"
    )
    return failed + len(differing)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Do what is asked for; the exit code is 1 where something failed or differs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("action", choices=["into", "check", "promise", "page", "table"])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    asked = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = MOMENT
    match asked.action:
        case "into":
            return 1 if learn_all(asked.folder, requests(), _say) else 0
        case "check":
            return 1 if check(asked.folder, requests(), whole, _say) else 0
        case "promise":
            return 1 if check(asked.folder, requests(), promised, _say) else 0
        case "page":
            PAGE.write_text(page(entries(asked.folder)), "utf-8")
        case _:
            _say(table(entries(asked.folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
