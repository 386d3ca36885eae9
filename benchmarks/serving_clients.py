"""Clients of a served repository, and what they see."""

import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters, types

SERVE = (sys.executable, "-m", "chotu_bot", "serve")
_SHOWN = 5
_GOOD = frozenset({"landed", "exists"})

Call = Callable[[], Coroutine[Any, Any, object]]


@dataclass
class Seen:
    """What became of calls."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    """Of those that were answered, by kind."""
    errors: list[str] = field(default_factory=list)
    """What the calls said that did not do what they should."""
    lost: list[str] = field(default_factory=list)
    """Why calls had no answer, or another's."""

    async def call(
        self, client: Client, kind: str, name: str, arguments: Mapping[str, Any]
    ) -> types.CallToolResult | None:
        """Call a tool; None when no answer came."""
        began = time.perf_counter()
        try:
            result = await client.call_tool(name, dict(arguments))
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is lost
            self.lost.append(f"{kind}: {type(error).__name__}: {error}")
            return None
        self.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        value = result.structured_content or {}
        if result.is_error or (kind == "learn" and value.get("status") not in _GOOD):
            self.errors.append(f"{kind}: {said(result)}")
        return result

    def show(self) -> None:
        """Median and 99th percentile of each kind, and the first errors in their own words."""
        for kind, found in sorted(self.seconds.items()):
            ordered = sorted(found)
            late = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
            middle = statistics.median(found)
            times = f"p50 {middle * 1000:8.1f} ms   p99 {late * 1000:8.1f} ms"
            print(f"  {kind:<14} {len(found):>7} calls   {times}")
        for what, told in (("error", self.errors), ("lost", self.lost)):
            for text, count in Counter(told).most_common(_SHOWN):
                print(f"  {what}, {count} times: {text[:500]}")


def said(result: types.CallToolResult) -> str:
    """The text of a result."""
    return " ".join(one.text for one in result.content if isinstance(one, types.TextContent))


@contextlib.asynccontextmanager
async def over_stdio(folder: Path, **more: str) -> AsyncIterator[Client]:
    """A client that has started a server of its own; ``more`` is added to its environment."""
    args = [*SERVE[1:], "-C", str(folder)]
    environment = {**os.environ, **more}
    parameters = StdioServerParameters(command=SERVE[0], args=args, env=environment)
    async with Client(parameters, cache=None) as client:
        yield client


@contextlib.contextmanager
def over_http(folder: Path, **more: str) -> Iterator[tuple[str, int]]:
    """A server process: its URL and process id. What it logged is shown when it fails."""
    environment = {**os.environ, "CHOTU_SERVING_REQUESTS_PER_MINUTE": "0", **more}
    command = [*SERVE, "-C", str(folder), "--http", "127.0.0.1:0", "--without-tokens"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stderr=log, text=True, env=environment)
        try:
            yield _address(process, log), process.pid
        finally:
            process.terminate()
            process.wait()
            log.seek(0)
            for line in [one for one in log if " ERROR " in one or " WARNING " in one][:_SHOWN]:
                print(f"  the server said: {line.rstrip()}")


def _address(process: "subprocess.Popen[str]", log: Any) -> str:
    while process.poll() is None:
        log.seek(0)
        if found := re.search(r"serving at (\S+)", log.read()):
            return found[1]
        time.sleep(0.02)
    raise SystemExit("the server did not start")


async def milliseconds(action: Call) -> float:
    """How long ``action`` takes."""
    began = time.perf_counter()
    await action()
    return (time.perf_counter() - began) * 1000
