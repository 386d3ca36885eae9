# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Keep notes with tags in a local folder: add, search, change, remove."
# category = "notes"
# keywords = ["note", "notes", "tags", "write down", "memo", "journal", "notebook"]
# permissions = { read = ["store"], write = ["store"] }
# ///
"""Keep notes with tags in a local folder."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypedDict


class Note(TypedDict):
    """A note; times are in universal time."""

    id: int
    text: str
    tags: list[str]
    changed: str


def notes(
    store: str,
    action: Literal["add", "search", "change", "remove"] = "search",
    text: str = "",
    tags: list[str] | None = None,
    number: int = 0,
    now: str = "",
) -> list[Note]:
    """Keep notes with tags in a local folder: add, search, change, remove.

    Args:
        store: An existing folder, in which the notes are kept as JSON.
        action: ``add`` a note; ``search`` those that have all words of the text and all tags;
            ``change`` or ``remove`` the one with the given number.
        text: The note's text, or words to search for.
        tags: The note's tags, or tags to search for; when changing, none keeps the old ones.
        number: The id of the note to change or remove.
        now: The current time in ISO 8601; empty for the clock's.

    Returns:
        The notes added, found, changed or removed, the newest change first.

    Raises:
        NotADirectoryError: If the store is not an existing folder.
        ValueError: If a note's text is blank, or the stored file is damaged.
        KeyError: If no note has the id.
    """
    folder = Path(store)
    if not folder.is_dir():
        raise NotADirectoryError(f"not an existing folder: {store}")
    moment = now or datetime.now(UTC).isoformat(timespec="seconds")
    with _locked(folder):
        kept = _load(folder)
        match action:
            case "add":
                largest = max((one["id"] for one in kept), default=0)
                chosen = [_note(largest + 1, text, tags, moment)]
                _save(folder, kept + chosen)
            case "change":
                old = _find(kept, number)
                new_tags = old["tags"] if tags is None else tags
                chosen = [_note(number, text or old["text"], new_tags, moment)]
                _save(folder, [chosen[0] if one is old else one for one in kept])
            case "remove":
                chosen = [_find(kept, number)]
                _save(folder, [one for one in kept if one["id"] != number])
            case _:
                chosen = [one for one in kept if _fits(one, text, tags or [])]
    return sorted(chosen, key=lambda one: (one["changed"], one["id"]), reverse=True)


def _note(number: int, text: str, tags: list[str] | None, moment: str) -> Note:
    if not text.strip():
        raise ValueError("the note is blank: give a text")
    clean = sorted({tag.strip().lower() for tag in tags or [] if tag.strip()})
    return {"id": number, "text": text.strip(), "tags": clean, "changed": moment}


def _find(kept: list[Note], number: int) -> Note:
    found = next((one for one in kept if one["id"] == number), None)
    if found is None:
        raise KeyError(f"no note has the id {number}")
    return found


def _fits(note: Note, text: str, tags: list[str]) -> bool:
    wanted = {tag.strip().lower() for tag in tags}
    words = text.lower().split()
    return wanted <= set(note["tags"]) and all(word in note["text"].lower() for word in words)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "notes.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load(folder: Path) -> list[Note]:
    path = folder / "notes.json"
    if not path.exists():
        return []
    try:
        kept: list[Note] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"damaged, repair or remove it: {path} ({error})") from error
    return kept


def _save(folder: Path, kept: list[Note]) -> None:
    partial = folder / "notes.partial"
    partial.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    partial.replace(folder / "notes.json")


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(notes(**json.loads(given)), sys.stdout)
