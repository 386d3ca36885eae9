"""Meet our server with other people's programs: ``run.py NODE FOLDER [REVISION…]``.

FOLDER holds the packages of ``package.json``. Run are the conformance suite in both revisions of
the protocol (a scenario that fails and stands in no baseline, or stands there and passes, fails the
run), the Inspector in both eras, and two TypeScript clients over stdio and HTTP.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]
from fixtures import lay_over  # noqa: E402 - a script's neighbour

from chotu_bot import Chotu  # noqa: E402
from chotu_bot.serving.http.app import PATH, HttpFace  # noqa: E402
from served import land, over_http  # noqa: E402 - the tests' own

REVISIONS = ("2026-07-28", "2025-11-25")
SCOPE = Path("node_modules/@modelcontextprotocol")
Check = tuple[str, Callable[[], int]]


@asynccontextmanager
async def repository() -> AsyncIterator[tuple[Path, HttpFace, str]]:
    """An empty repository, served over HTTP on a free port of this machine."""
    with tempfile.TemporaryDirectory(prefix="chotu-conformance-") as made:
        folder = Path(made) / "tools"
        Chotu.init(folder).close()
        with Chotu.open(folder) as chotu:
            async with over_http(chotu, folder, tokens=False) as (face, base):
                yield folder, face, base + PATH


class Others:
    """The programs in a folder of packages."""

    def __init__(self, node: str, folder: Path) -> None:
        self._node = node
        self._folder = folder

    def _run(self, script: str, *arguments: str, quiet: bool = False) -> int:
        shown = subprocess.PIPE if quiet else None
        command = [self._node, script, *arguments]
        done = subprocess.run(command, cwd=self._folder, check=False, stdout=shown)
        if quiet and done.returncode:
            sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        return done.returncode

    def suite(self, url: str, revision: str) -> int:
        """The conformance suite's exit code."""
        script = str(SCOPE / "conformance/dist/index.js")
        known = ("--expected-failures", str(HERE / f"baseline-{revision}.yml"))
        return self._run(script, "server", "--url", url, "--requirements", revision, *known)

    def inspector(self, url: str, era: str, *method: str) -> int:
        """The Inspector's exit code; it judges what it is sent."""
        script = str(SCOPE / "inspector/clients/launcher/build/index.js")
        where = ("--cli", "--protocol-era", era, "--server-url", url)
        return self._run(script, *where, "--format", "json", *method, quiet=True)

    def client(self, kind: str, transport: str, target: str, folder: Path) -> int:
        """The exit code of a client that hears of a new tool and calls it."""
        shutil.copy(HERE / "client.mjs", self._folder)
        landing = (sys.executable, str(HERE / "land.py"), str(folder))
        return self._run("client.mjs", kind, transport, target, *landing)


async def failing(checks: Sequence[Check]) -> list[str]:
    """The names of the checks that did not end with 0."""
    found = []
    for name, check in checks:
        code = await anyio.to_thread.run_sync(check)
        sys.stdout.write(f"{'ok' if code == 0 else 'FAILED'}: {name}\n")
        found += [name] if code else []
    return found


async def suites(others: Others, revisions: Sequence[str]) -> list[str]:
    """The conformance suite, over our server with the suite's fixtures laid over it."""
    async with repository() as (_, face, url):
        lay_over(face.server)
        return await failing(
            [(f"suite {one}", lambda one=one: others.suite(url, one)) for one in revisions]
        )


async def inspections(others: Others) -> list[str]:
    """The Inspector lists and calls in both eras."""
    call = ("--method", "tools/call", "--tool-name", "shout", "--tool-arg", "text=hi")
    async with repository() as (folder, _, url):
        await anyio.to_thread.run_sync(land, folder, "shout")
        checks: list[Check] = []
        for era in ("modern", "legacy"):
            for method in (("--method", "tools/list", "--strict"), call):
                name = f"inspector {era} {method[1]}"
                checks.append(
                    (name, lambda era=era, method=method: others.inspector(url, era, *method))
                )
        return await failing(checks)


async def clients(others: Others) -> list[str]:
    """Both TypeScript clients over both transports."""
    found = []
    for kind in ("sdk", "client"):
        for transport in ("http", "stdio"):
            async with repository() as (folder, _, url):
                serve = ["-m", "chotu_bot", "serve", "-C", str(folder)]
                started = json.dumps({"command": sys.executable, "args": serve})
                target = url if transport == "http" else started
                check = lambda: others.client(kind, transport, target, folder)  # noqa: B023, E731 - run at once
                found += await failing([(f"{kind} over {transport}", check)])
    return found


async def main(others: Others, revisions: Sequence[str]) -> int:
    """0 when everything went well."""
    os.environ["CHOTU_SERVING_REQUESTS_PER_MINUTE"] = "0"
    failed = await suites(others, revisions)
    failed += await inspections(others)
    failed += await clients(others)
    sys.stdout.write(f"failed: {', '.join(failed) or 'nothing'}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    programs = Others(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve())
    sys.exit(anyio.run(main, programs, sys.argv[3:] or REVISIONS))
