# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Back up the bot's journal of what it learned, as dated versions that are verified."
# category = "bot"
# keywords = ["backup", "version", "learning", "progress", "journal", "history", "bot", "copy"]
# permissions = { read = ["journal"], write = ["store"] }
# ///
"""Back up the bot's journal as dated, verified versions."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypedDict


class Version(TypedDict):
    """A backup: its file, how many events it holds, and how many versions there are now."""

    backup: str
    events: int
    versions: int


def learning_backup(journal: str, store: str, now: str = "") -> Version:
    """Back up the bot's journal of what it learned, as dated versions that are verified.

    The journal is copied with the changes that SQLite has not merged yet, and the copy is
    checked before it counts as a backup.

    Args:
        journal: The folder of the journal, ``.chotu``, which holds ``journal.db``.
        store: An existing folder for the backups.
        now: The time for the name of the version in ISO 8601; empty for the clock's.

    Returns:
        The new version.

    Raises:
        FileNotFoundError: If the folder holds no journal.
        NotADirectoryError: If the store is not an existing folder.
        FileExistsError: If there is a version of this second already.
        ValueError: If the journal is damaged.
    """
    source = Path(journal, "journal.db")
    if not source.is_file():
        raise FileNotFoundError(f"no journal: {source}")
    if not Path(store).is_dir():
        raise NotADirectoryError(f"not an existing folder: {store}")
    moment = datetime.fromisoformat(now) if now else datetime.now()
    target = Path(store, f"journal-{moment:%Y%m%d-%H%M%S}.db")
    if target.exists():
        raise FileExistsError(f"there is a version of this second already: {target}")
    partial = target.with_suffix(".partial")
    try:
        events = _copy(source, partial)
        partial.replace(target)
    except sqlite3.Error as error:
        raise ValueError(f"damaged journal: {source} ({error})") from error
    finally:
        for leftover in Path(store).glob(f"{partial.name}*"):
            leftover.unlink()
    return {
        "backup": str(target),
        "events": events,
        "versions": len(list(Path(store).glob("journal-*.db"))),
    }


def _copy(source: Path, partial: Path) -> int:
    """Copy the journal and its unmerged changes, merge them, and count its events."""
    shutil.copyfile(source, partial)
    unmerged = source.with_name(f"{source.name}-wal")
    if unmerged.is_file():
        shutil.copyfile(unmerged, partial.with_name(f"{partial.name}-wal"))
    with closing(sqlite3.connect(partial)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise ValueError(f"damaged journal: {source} ({verdict})")
        (events,) = copy.execute("SELECT count(*) FROM events").fetchone()
    return int(events)


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(learning_backup(**json.loads(given)), sys.stdout)
