# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "List the running processes that use the most memory, or whose name matches."
# category = "system"
# keywords = ["processes", "process", "running", "programs", "memory", "top", "task", "list", "hog"]
# permissions = { system = true }
# ///
"""List running processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict


class Process(TypedDict):
    """A process; memory is what it holds in main memory, in bytes."""

    pid: int
    name: str
    state: str
    threads: int
    memory: int


def processes(count: int = 10, name: str = "", proc: str = "/proc") -> list[Process]:
    """List the running processes that use the most memory, or whose name matches.

    Args:
        count: How many processes to list at most.
        name: A text that is part of the process's name, in any letter case; empty for all.
        proc: Where the kernel shows its figures.

    Returns:
        The processes, the one with the most memory first.

    Raises:
        ValueError: If the count is less than 1.
        FileNotFoundError: If this machine does not show its processes.
    """
    if count < 1:
        raise ValueError(f"count must be 1 or more, not {count}")
    found = list(_processes(Path(proc)))
    if not found:
        raise FileNotFoundError(f"not available: {proc} shows no processes")
    wanted = [one for one in found if name.lower() in one["name"].lower()]
    return sorted(wanted, key=lambda one: (-one["memory"], one["pid"]))[:count]


def _processes(proc: Path) -> Iterator[Process]:
    for folder in proc.iterdir() if proc.is_dir() else ():
        if not folder.name.isdecimal():
            continue
        try:
            lines = (folder / "status").read_text("utf-8", "replace").splitlines()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        facts = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
        yield {
            "pid": int(folder.name),
            "name": facts["Name"],
            "state": facts["State"].partition("(")[2].rstrip(")"),
            "threads": int(facts["Threads"]),
            # The kernel's own threads have no memory of theirs.
            "memory": int(facts.get("VmRSS", "0 kB").split()[0]) * 1024,
        }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(processes(**json.loads(given)), sys.stdout)
