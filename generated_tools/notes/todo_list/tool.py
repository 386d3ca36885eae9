# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Keep a to-do list in a local folder: add tasks with priorities, list, finish, remove."
# category = "notes"
# keywords = ["todo", "task", "tasks", "list", "priority", "checklist", "to-do"]
# permissions = { read = ["store"], write = ["store"] }
# ///
"""Keep a to-do list in a local folder."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypedDict

_RANK = {"high": 0, "normal": 1, "low": 2}


class Task(TypedDict):
    """A task."""

    id: int
    text: str
    priority: Literal["high", "normal", "low"]
    done: bool


class Tasks(TypedDict):
    """Tasks, the most urgent first, and how many are open and done in the whole list."""

    tasks: list[Task]
    open: int
    done: int


def todo_list(
    store: str,
    action: Literal["add", "list", "all", "finish", "remove"] = "list",
    text: str = "",
    priority: Literal["high", "normal", "low"] = "normal",
    number: int = 0,
) -> Tasks:
    """Keep a to-do list in a local folder: add tasks with priorities, list, finish, remove.

    Args:
        store: An existing folder, in which the list is kept as JSON.
        action: ``add`` a task; ``list`` the open ones, or ``all``; ``finish`` or ``remove`` the
            one with the given number.
        text: The task to add.
        priority: How urgent it is.
        number: The id of the task to finish or remove.

    Returns:
        The tasks added, listed, finished or removed, and the counts afterwards.

    Raises:
        NotADirectoryError: If the store is not an existing folder.
        ValueError: If the text is blank, or the stored file is damaged.
        KeyError: If no task has the id.
    """
    folder = Path(store)
    if not folder.is_dir():
        raise NotADirectoryError(f"not an existing folder: {store}")
    with _locked(folder):
        kept = _load(folder)
        match action:
            case "add":
                chosen = [_task(kept, text, priority)]
                kept += chosen
            case "finish":
                chosen = _find(kept, number)
                chosen[0]["done"] = True
            case "remove":
                chosen = _find(kept, number)
                kept.remove(chosen[0])
            case _:
                chosen = [one for one in kept if action == "all" or not one["done"]]
        if action not in {"list", "all"}:
            _save(folder, kept)
    done = sum(one["done"] for one in kept)
    chosen.sort(key=lambda one: (one["done"], _RANK[one["priority"]], one["id"]))
    return {"tasks": chosen, "open": len(kept) - done, "done": done}


def _task(kept: list[Task], text: str, priority: Literal["high", "normal", "low"]) -> Task:
    if not text.strip():
        raise ValueError("the task is blank: give a text")
    number = max((one["id"] for one in kept), default=0) + 1
    return {"id": number, "text": text.strip(), "priority": priority, "done": False}


def _find(kept: list[Task], number: int) -> list[Task]:
    found = [one for one in kept if one["id"] == number]
    if not found:
        raise KeyError(f"no task has the id {number}")
    return found


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "tasks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load(folder: Path) -> list[Task]:
    path = folder / "tasks.json"
    if not path.exists():
        return []
    try:
        kept: list[Task] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"damaged, repair or remove it: {path} ({error})") from error
    return kept


def _save(folder: Path, kept: list[Task]) -> None:
    partial = folder / "tasks.partial"
    partial.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    partial.replace(folder / "tasks.json")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(todo_list(**json.loads(given)), sys.stdout)
