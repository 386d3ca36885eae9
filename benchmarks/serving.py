"""What serving costs: 1,000 tools, a warm call in each sandbox, and 100 clients at once.

    python benchmarks/serving.py [--seconds 60] [--clients 100] [--tools 1000] [--calls 200]

Everything is measured from outside, by the official client. Each figure stands beside what it
is aimed at. Exit code 1 when an answer was wrong or lost, never for a time.
"""

import argparse
import logging
import re
import statistics
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from typing import get_args

import anyio
from mcp import Client

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from chotu_bot import Chotu
from chotu_bot.registry import record_of
from chotu_bot.sandbox.contract import Backend
from chotu_bot.vcs.refs import RefUpdate
from sample_tools import tool_files, tool_source
from serving_clients import Seen, milliseconds, over_http, over_stdio, said
from verdicts import Verdicts

WORDS = ("shout", "whisper", "sort", "merge", "count", "split", "trim", "wrap", "join", "fold")
LISTED = 30
"""[serving] listed_tools, as shipped."""
MOST_MS: dict[Backend, float] = {"landlock": 10, "bubblewrap": 10, "namespaces": 35}
REQUESTS = (
    ("convert csv to json", "convert toml to json", "convert xml to json", "area of a circle"),
    ("convert a number to roman numerals", "generate a uuid", "check password strength"),
)
"""What the two learners ask for: nothing that five of the other tools do equally well."""
LOOKS = 10
"""At the memory of the server."""
SETTLING = 2.0
"""Seconds in which a server that has just started gets its sandbox ready."""


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


async def large(folder: Path, verdicts: Verdicts) -> None:
    """Start-up, list and search with many tools."""
    starts, found = [], []
    for _ in range(4):
        began = time.perf_counter()
        async with over_stdio(folder) as client:
            listed = await client.list_tools()
            starts.append(time.perf_counter() - began)
            await anyio.sleep(SETTLING)
            await client.call_tool("search_tools", {"query": "merge the text of a page"})
            for word in WORDS:
                query = {"query": f"{word} a page"}
                found.append(
                    await milliseconds(lambda q=query: client.call_tool("search_tools", q))
                )
    size = len(listed.model_dump_json(by_alias=True, exclude_none=True))
    learned = sum(bool(re.search(r"_\d+$", one.name)) for one in listed.tools)
    print(f"  tools/list {len(listed.tools)} tools, {size / 1024:.1f} kB")
    print(f"  first start to first list {starts[0]:.2f} s")
    verdicts.cost("learned tools listed", learned, LISTED, "tools")
    verdicts.cost("start to first list, again", statistics.median(starts[1:]), 1.5, "s")
    verdicts.cost("search_tools p50, seen by the client", statistics.median(found), 20, "ms")


async def warm(folder: Path, backend: Backend, calls: int, verdicts: Verdicts) -> None:
    """A call of a tool that returns its argument, one after the other, against the function."""
    setting = {"CHOTU_SANDBOX_BACKEND": backend}
    async with over_stdio(folder, **setting) as client:
        first = await client.call_tool("shout_0", {"text": "warm"})
        if first.is_error:
            print(f"  {backend}: not to be had here: {said(first)[:200]}")
            return
        whole, bare = await _in_turn(client, calls)
    with over_http(folder, **setting) as (url, _):
        async with Client(url, cache=None) as client:
            web, web_bare = await _in_turn(client, calls // 2)
    function = _function_ms()
    print(
        f"  {backend}: over stdio {whole:.1f} ms, of which the protocol takes {bare:.1f}; over "
        f"HTTP {web:.1f} and {web_bare:.1f}; the bare function {function:.4f}"
    )
    verdicts.cost(f"{backend}, over stdio: overhead p50", whole - function, MOST_MS[backend], "ms")


async def _in_turn(client: Client, calls: int) -> tuple[float, float]:
    """Median milliseconds of a call, and of a request that the server answers at once."""
    found, bare = [], []
    for number in range(calls + 10):
        given = {"text": str(number)}
        found.append(await milliseconds(lambda g=given: client.call_tool("shout_0", g)))
        bare.append(await milliseconds(client.list_prompts))
    return statistics.median(found[10:]), statistics.median(bare[10:])


def _function_ms() -> float:
    """Of the function itself, in this process: the tests' own tool."""
    names: dict[str, object] = {}
    exec(tool_source("shout_0"), names)  # noqa: S102 - the tests' own tool
    function, times = names["shout_0"], []
    assert callable(function)
    for _ in range(1_000):
        began = time.perf_counter()
        function("warm")
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


class Period:
    """The time in which all clients are there."""

    def __init__(self, clients: int, seconds: float) -> None:
        self._missing = clients
        self._seconds = seconds
        self._until = 0.0
        self.begun = anyio.Event()

    async def join(self) -> None:
        """A client is connected, and waits for the others."""
        self._missing -= 1
        if not self._missing:
            self._until = time.perf_counter() + self._seconds
            self.begun.set()
        await self.begun.wait()

    @property
    def over(self) -> bool:
        """Whether clients should ask for nothing more."""
        return time.perf_counter() >= self._until


async def one(url: str, seen: Seen, period: Period, number: int) -> None:
    """One client: calls, and every tenth time a search."""
    async with Client(url, cache=None, mode="auto" if number % 2 else "legacy") as client:
        await period.join()
        turn = 0
        while not period.over:
            turn += 1
            if turn % 10 == 0:
                await seen.call(client, "search_tools", "search_tools", {"query": "shout a text"})
                continue
            text = f"client {number}, call {turn}"
            result = await seen.call(client, "call", "shout_0", {"text": text})
            value = None if result is None or result.is_error else result.structured_content
            if value is not None and value != {"result": text.upper()}:
                seen.lost.append(f"call: another's result: {value}")


async def learner(url: str, seen: Seen, period: Period, requests: tuple[str, ...]) -> None:
    """A client that learns, and learns what is there already."""
    async with Client(url, cache=None) as client:
        await period.join()
        for request in cycle(requests):
            await seen.call(client, "learn", "learn", {"request": request, "wait": 300})
            if period.over:
                return
            await anyio.sleep(1)


async def crowd(url: str, pid: int, clients: int, seconds: float, verdicts: Verdicts) -> None:
    """Many clients at once, two of them learning."""
    seen, sizes, period = Seen(), [], Period(clients, seconds)
    async with anyio.create_task_group() as group:
        for number in range(clients - len(REQUESTS)):
            group.start_soon(one, url, seen, period, number)
        for requests in REQUESTS:
            group.start_soon(learner, url, seen, period, requests)
        await period.begun.wait()
        for _ in range(LOOKS):
            await anyio.sleep(seconds / LOOKS)
            sizes.append(resident(pid))
    seen.show()
    print("  memory, MB    ", *(f"{size:.0f}" for size in sizes))
    verdicts.right("errors", len(seen.errors))
    verdicts.right("lost results", len(seen.lost))
    growth = 100 * (sizes[-1] / sizes[LOOKS // 3] - 1)
    verdicts.cost("memory, from a third of the way to the end", growth, 5, "% more")


def resident(pid: int) -> float:
    """Resident memory of a process, in MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--tools", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=200)
    given = parser.parse_args()
    # The client's complaint where news arrives while it closes; what is lost is counted.
    logging.getLogger("mcp.client.streamable_http").setLevel(logging.CRITICAL)
    verdicts = Verdicts()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "tools"
        Chotu.init(folder).close()
        fill(folder, given.tools)
        print(f"{given.tools} tools")
        anyio.run(large, folder, verdicts)
        print(f"{given.calls} calls, one after the other")
        for backend in get_args(Backend):
            anyio.run(warm, folder, backend, given.calls, verdicts)
        print(f"{given.clients} clients at once for {given.seconds:g} s, two of them learning")
        with over_http(folder) as (url, pid):
            anyio.run(crowd, url, pid, given.clients, given.seconds, verdicts)
    return 0 if verdicts.correct else 1


if __name__ == "__main__":
    sys.exit(main())
