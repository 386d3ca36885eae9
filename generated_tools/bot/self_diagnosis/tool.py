# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Check the bot's own health: memory, load, disk, tools and their records, journal."
# category = "bot"
# keywords = ["self", "diagnostic", "diagnosis", "health", "check", "bot", "own", "repository"]
# permissions = { read = ["repository"], system = true }
# ///
"""Check the bot's own health."""

import json
import shutil
from pathlib import Path
from typing import Literal, TypedDict

_FILES = ("tool.py", "test_tool.py", "evidence.json")
_JOURNAL_HEAD = b"SQLite format 3\x00"
_MIN_MEMORY_PERCENT = 10
_MAX_LOAD_PERCENT = 200


class Finding(TypedDict):
    """What one check found."""

    check: str
    status: Literal["ok", "problem", "not available"]
    detail: str


class Diagnosis(TypedDict):
    """All checks; healthy when none found a problem."""

    healthy: bool
    findings: list[Finding]
    summary: str


def self_diagnosis(
    repository: str, min_free_bytes: int = 500_000_000, proc: str = "/proc"
) -> Diagnosis:
    """Check the bot's own health: memory, load, disk, tools and their records, journal.

    Args:
        repository: The folder of the repository of tools.
        min_free_bytes: How much must be free on its disk.
        proc: Where the kernel shows its figures.

    Returns:
        What every check found, whether all is well, and a summary in one line.

    Raises:
        NotADirectoryError: If the repository is not an existing folder.
    """
    root = Path(repository)
    if not root.is_dir():
        raise NotADirectoryError(f"not an existing folder: {repository}")
    findings = [
        _memory(Path(proc, "meminfo")),
        _load(Path(proc)),
        _disk(root, min_free_bytes),
        _tools(root),
        _records(root),
        _journal(root / ".chotu" / "journal.db"),
    ]
    problems = [one["check"] for one in findings if one["status"] == "problem"]
    return {
        "healthy": not problems,
        "findings": findings,
        "summary": f"problems: {', '.join(problems)}" if problems else "all is well",
    }


def _finding(check: str, fine: bool, detail: str) -> Finding:
    return {"check": check, "status": "ok" if fine else "problem", "detail": detail}


def _unavailable(check: str, path: Path) -> Finding:
    return {"check": check, "status": "not available", "detail": f"there is no {path}"}


def _memory(path: Path) -> Finding:
    if not path.is_file():
        return _unavailable("memory", path)
    lines = (line.split() for line in path.read_text("ascii").splitlines())
    facts = {words[0]: int(words[1]) for words in lines}
    percent = round(100 * facts["MemAvailable:"] / facts["MemTotal:"])
    return _finding("memory", percent >= _MIN_MEMORY_PERCENT, f"{percent} % available")


def _load(proc: Path) -> Finding:
    if not (proc / "loadavg").is_file() or not (proc / "stat").is_file():
        return _unavailable("load", proc / "loadavg")
    processors = (proc / "stat").read_text("ascii").count("\ncpu")
    percent = round(100 * float((proc / "loadavg").read_text("ascii").split()[1]) / processors)
    return _finding("load", percent <= _MAX_LOAD_PERCENT, f"{percent} % of {processors} processors")


def _disk(root: Path, min_free_bytes: int) -> Finding:
    free = shutil.disk_usage(root).free
    return _finding("disk", free >= min_free_bytes, f"{free / 10**9:.1f} GB free")


def _tools(root: Path) -> Finding:
    folders = sorted(one for one in root.glob("generated_tools/*/*") if one.is_dir())
    torn = [one.name for one in folders if not all((one / name).is_file() for name in _FILES)]
    detail = f"files missing in {', '.join(torn)}" if torn else f"{len(folders)} tools are whole"
    return _finding("tools", not torn, detail)


def _records(root: Path) -> Finding:
    tools = {"/".join(one.parts[-2:]) for one in root.glob("generated_tools/*/*") if one.is_dir()}
    paths = [one for one in root.glob("registry/*/*.json") if one.parent.name != "ledger"]
    records = {f"{one.parent.name}/{one.stem}" for one in paths}
    wrong = sorted(tools ^ records) + sorted(one.name for one in paths if not _is_json(one))
    detail = f"wrong: {', '.join(wrong)}" if wrong else f"{len(records)} records fit the tools"
    return _finding("records", not wrong, detail)


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text("utf-8")), dict)
    except ValueError:
        return False


def _journal(path: Path) -> Finding:
    if not path.is_file():
        return _unavailable("journal", path)
    with path.open("rb") as stream:
        sound = stream.read(len(_JOURNAL_HEAD)) == _JOURNAL_HEAD
    return _finding("journal", sound, "is a database" if sound else "is no database")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(self_diagnosis(**json.loads(given)), sys.stdout)
