# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Tell how well the bot learns and how often its tools succeed, from its journal."
# category = "bot"
# keywords = ["learning", "performance", "success", "rate", "journal", "statistics", "monitor", "bot"]
# permissions = { read = ["journal"] }
# ///
"""Tell how well the bot learns and how often its tools succeed."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict

_LEARNED = ("landed", "proposed")
_NOT_LEARNED = ("rejected", "no_generator")


class ToolCalls(TypedDict):
    """Calls of one tool; the rate is in percent."""

    tool: str
    calls: int
    failed: int
    success_rate: float


class Performance(TypedDict):
    """Figures from the journal; rates are in percent, 0 where nothing was tried."""

    requests: dict[str, int]
    learned: int
    learning_rate: float
    calls: int
    call_rate: float
    tools: list[ToolCalls]
    summary: str


def learning_statistics(journal: str) -> Performance:
    """Tell how well the bot learns and how often its tools succeed, from its journal.

    Args:
        journal: The folder of the journal, ``.chotu``, which holds ``journal.db``.

    Returns:
        Requests by how they ended; how many led to a tool, of those that could have; calls and
        how many of them succeeded; the tools with most failed calls first; and a summary.

    Raises:
        FileNotFoundError: If the folder holds no journal.
        ValueError: If the journal is damaged.
    """
    source = Path(journal, "journal.db")
    if not source.is_file():
        raise FileNotFoundError(f"no journal: {source}")
    try:
        events = _events(source)
    except sqlite3.Error as error:
        raise ValueError(f"damaged journal: {source} ({error})") from error
    requests = Counter(outcome for kind, _, outcome in events if kind == "request")
    learned = sum(requests[outcome] for outcome in _LEARNED)
    tried = learned + sum(requests[outcome] for outcome in _NOT_LEARNED)
    tools = _tools([(tool, outcome) for kind, tool, outcome in events if kind == "call"])
    calls = sum(one["calls"] for one in tools)
    failed = sum(one["failed"] for one in tools)
    return {
        "requests": dict(sorted(requests.items())),
        "learned": learned,
        "learning_rate": _percent(learned, tried),
        "calls": calls,
        "call_rate": _percent(calls - failed, calls),
        "tools": tools,
        "summary": f"learned {learned} of {tried} tools it tried to "
        f"({_percent(learned, tried)} %); {calls - failed} of {calls} calls succeeded "
        f"({_percent(calls - failed, calls)} %)",
    }


def _events(source: Path) -> list[tuple[str, str, str]]:
    """Kind, tool and outcome of every event, read from a copy, so that nothing is locked."""
    with TemporaryDirectory() as folder:
        for path in source.parent.glob(f"{source.name}*"):
            if not path.name.endswith("-shm"):
                shutil.copyfile(path, Path(folder, path.name))
        with closing(sqlite3.connect(Path(folder, source.name))) as copy:
            return copy.execute("SELECT kind, tool, outcome FROM events ORDER BY id").fetchall()


def _tools(calls: list[tuple[str, str]]) -> list[ToolCalls]:
    counts = Counter(tool for tool, _ in calls)
    failures = Counter(tool for tool, outcome in calls if outcome == "failed")
    found: list[ToolCalls] = [
        {
            "tool": tool,
            "calls": count,
            "failed": failures[tool],
            "success_rate": _percent(count - failures[tool], count),
        }
        for tool, count in counts.items()
    ]
    return sorted(found, key=lambda one: (-one["failed"], one["tool"]))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(learning_statistics(**json.loads(given)), sys.stdout)
