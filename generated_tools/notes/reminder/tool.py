# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Keep reminders in a local folder: add, list, show what is due, mark as done."
# category = "notes"
# keywords = ["reminder", "remind", "tomorrow", "due", "alarm", "schedule", "appointment"]
# permissions = { read = ["store"], write = ["store"] }
# ///
"""Keep reminders in a local folder."""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TypedDict

_IN = re.compile(r"in (\d{1,5}) (minute|hour|day|week)s?")
_WORDS = {"today": 0, "tomorrow": 1}


class Reminder(TypedDict):
    """A reminder; ``due`` is local time in ISO 8601."""

    id: int
    text: str
    due: str
    done: bool


def reminder(
    store: str,
    action: Literal["add", "list", "due", "done"] = "list",
    text: str = "",
    due: str = "tomorrow",
    number: int = 0,
    now: str = "",
) -> list[Reminder]:
    """Keep reminders in a local folder: add, list, show what is due, mark as done.

    Args:
        store: An existing folder, in which the reminders are kept as JSON.
        action: ``add`` a reminder, ``list`` the open ones, show those that are ``due`` by now,
            or mark the one with the given id as ``done``.
        text: What to be reminded of; needed to add.
        due: When: ``today``, ``tomorrow``, ``in 3 days`` (or minutes, hours, weeks), or a date or
            time in ISO 8601. A day without a time means 9 o'clock.
        number: The id of the reminder that is done.
        now: The current local time in ISO 8601; empty for the clock's.

    Returns:
        The reminders that were added, found or marked, the earliest first.

    Raises:
        NotADirectoryError: If the store is not an existing folder.
        ValueError: If the text is blank, the time cannot be understood, or the stored file is
            damaged.
        KeyError: If no open reminder has the id.
    """
    folder = Path(store)
    if not folder.is_dir():
        raise NotADirectoryError(f"not an existing folder: {store}")
    moment = _time(now, now) if now else datetime.now()
    with _locked(folder):
        reminders = _load(folder)
        match action:
            case "add":
                chosen = [_new(reminders, text, _due(due, moment))]
                _save(folder, reminders + chosen)
            case "done":
                chosen = [one for one in _open(reminders) if one["id"] == number]
                if not chosen:
                    raise KeyError(f"no open reminder has the id {number}")
                chosen[0]["done"] = True
                _save(folder, reminders)
            case "due":
                limit = moment.isoformat(timespec="minutes")
                chosen = [one for one in _open(reminders) if one["due"] <= limit]
            case _:
                chosen = _open(reminders)
    return sorted(chosen, key=lambda one: (one["due"], one["id"]))


def _open(reminders: list[Reminder]) -> list[Reminder]:
    return [one for one in reminders if not one["done"]]


def _new(reminders: list[Reminder], text: str, due: datetime) -> Reminder:
    if not text.strip():
        raise ValueError("the text is blank: say what to be reminded of")
    number = max((one["id"] for one in reminders), default=0) + 1
    when = due.isoformat(timespec="minutes")
    return {"id": number, "text": text.strip(), "due": when, "done": False}


def _due(text: str, now: datetime) -> datetime:
    said = " ".join(text.lower().split())
    if said in _WORDS:
        return _morning(now + timedelta(days=_WORDS[said]))
    if match := _IN.fullmatch(said):
        later = now + timedelta(**{f"{match[2]}s": int(match[1])})
        return _morning(later) if match[2] in {"day", "week"} else later
    moment = _time(said.upper(), text)
    return _morning(moment) if len(said) == len("2024-12-31") else moment


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=9, minute=0)


def _time(text: str, given: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise ValueError(f"cannot understand the time {given!r}; write 2024-12-31T17:30") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "reminders.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load(folder: Path) -> list[Reminder]:
    path = folder / "reminders.json"
    if not path.exists():
        return []
    try:
        reminders: list[Reminder] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"damaged, repair or remove it: {path} ({error})") from error
    return reminders


def _save(folder: Path, reminders: list[Reminder]) -> None:
    partial = folder / "reminders.partial"
    partial.write_text(json.dumps(reminders, indent=1, ensure_ascii=False) + "\n", "utf-8")
    partial.replace(folder / "reminders.json")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(reminder(**json.loads(given)), sys.stdout)
