"""What serving costs: start-up and search with 1,000 tools, warm calls, and 100 clients at once.

    python benchmarks/serving.py [--seconds 60] [--clients 100] [--tools 1000]

Everything is measured from outside, by the official client, over HTTP on this machine.
"""

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters, types

from chotu_bot import Chotu
from chotu_bot.registry import record_of
from chotu_bot.vcs.refs import RefUpdate

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
from sample_tools import tool_files  # noqa: E402 - the tests' own tools

WORDS = ("shout", "whisper", "sort", "merge", "count", "split", "trim", "wrap", "join", "fold")

SERVE = (sys.executable, "-m", "chotu_bot", "serve")


def fill(folder: Path, count: int) -> None:
    """Put ``count`` tools on the branch, in one commit."""
    changes: dict[str, bytes | None] = {}
    for number in range(count):
        name = f"{WORDS[number % len(WORDS)]}_{number}"
        files = tool_files(name, summary=f"{name.replace('_', ' ')} the text of a page.")
        record = record_of(*files.values())
        changes |= {**files, str(record.path): record.to_bytes()}
    with Chotu.open(folder) as chotu:
        repository, branch = chotu._shop.repository, chotu.branch  # noqa: SLF001
        tip = repository.require_tip(branch)
        commit = repository.make_commit(repository.make_tree(tip, changes), [tip], "Fill")
        repository.move([RefUpdate(ref=f"refs/heads/{branch}", new=commit, old=tip)])


@dataclass
class Seen:
    """What the clients saw."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, began: float, result: types.CallToolResult) -> None:
        """One call."""
        self.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        self.outcomes[f"{kind} {'error' if result.is_error else 'ok'}"] += 1

    def show(self) -> None:
        """Median and 99th percentile of each kind, in milliseconds."""
        for kind, found in sorted(self.seconds.items()):
            ordered = sorted(found)
            late = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
            middle = statistics.median(found)
            times = f"p50 {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms"
            print(f"  {kind:<14} {len(found):>7} calls   {times}")
        print("  outcomes      ", dict(self.outcomes))


@contextlib.contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """A server process; its URL and process id."""
    process = subprocess.Popen(
        [*SERVE, "-C", str(folder), "--http", "127.0.0.1:0", "--without-tokens"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "CHOTU_SERVING_REQUESTS_PER_MINUTE": "0"},
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"serving at (\S+)", line):
            break
    else:
        raise SystemExit("the server did not start")
    drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
    try:
        yield found[1], process.pid
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()
        drain.wait()


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


@contextlib.asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Client]:
    """A client over stdio."""
    args = [*SERVE[1:], "-C", str(folder)]
    parameters = StdioServerParameters(command=SERVE[0], args=args, env=dict(os.environ))
    async with Client(parameters, cache=None) as client:
        yield client


async def large(folder: Path) -> None:
    """Start-up, list and search with many tools."""
    for attempt in ("cold", "again"):
        began = time.perf_counter()
        async with started(folder) as client:
            listed = await client.list_tools()
            print(f"  {attempt}: start to first list {time.perf_counter() - began:.2f} s")
            await client.call_tool("search_tools", {"query": "merge the text of a page"})
            found = []
            for number in range(30):
                since = time.perf_counter()
                await client.call_tool("search_tools", {"query": f"{WORDS[number % 10]} a page"})
                found.append((time.perf_counter() - since) * 1000)
    size = len(listed.model_dump_json(by_alias=True, exclude_none=True))
    print(f"  tools/list {len(listed.tools)} tools, {size / 1024:.1f} kB")
    print(f"  search_tools p50 {statistics.median(found):.1f} ms")


async def one(url: str, seen: Seen, until: float, number: int) -> None:
    """One client: calls, and every tenth time a search."""
    async with Client(url, cache=None, mode="auto" if number % 2 else "legacy") as client:
        turn = 0
        while time.perf_counter() < until:
            turn, began = turn + 1, time.perf_counter()
            if turn % 10 == 0:
                found = await client.call_tool("search_tools", {"query": "shout a text"})
                seen.add("search_tools", began, found)
                continue
            given = {"text": f"{number} {turn}"}
            result = await client.call_tool("shout_0", given)
            seen.add("call", began, result)
            if not result.is_error and result.structured_content != {"result": given["text"]}:
                seen.outcomes["wrong result"] += 1


async def learner(url: str, seen: Seen, until: float, requests: tuple[str, ...]) -> None:
    """A client that learns, and learns what is there already."""
    async with Client(url, cache=None) as client:
        while time.perf_counter() < until:
            for request in requests:
                began = time.perf_counter()
                result = await client.call_tool("learn", {"request": request, "wait": 300})
                seen.add("learn", began, result)
            await anyio.sleep(1)


async def crowd(url: str, pid: int, clients: int, seconds: float) -> None:
    """Many clients at once, two of them learning."""
    async with Client(url, cache=None) as client:
        await client.call_tool("shout_0", {"text": "warm"})
    seen, until = Seen(), time.perf_counter() + seconds
    async with anyio.create_task_group() as group:
        for number in range(clients - 2):
            group.start_soon(one, url, seen, until, number)
        for requests in (("count the words of a text",), ("compress files into a zip archive",)):
            group.start_soon(learner, url, seen, until, requests)
        await anyio.sleep(seconds / 3)
        middle = resident(pid)
    print(
        f"  {clients} clients, {seconds:.0f} s; memory {middle:.0f} MB, then {resident(pid):.0f} MB"
    )
    seen.show()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--tools", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "tools"
        Chotu.init(folder).close()
        fill(folder, given.tools)
        print(f"{given.tools} tools")
        anyio.run(large, folder)
        with server(folder) as (url, pid):
            anyio.run(crowd, url, pid, given.clients, given.seconds)


if __name__ == "__main__":
    main()
