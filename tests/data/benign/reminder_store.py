# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { write = ["folder"] }
# ///
"""A sample of the corpus."""

import json
from datetime import date
from pathlib import Path
from typing import TypedDict


class Reminder(TypedDict):
    text: str
    due: str


def add_reminder(folder: str, text: str, due: str) -> list[Reminder]:
    """Add a reminder."""
    date.fromisoformat(due)
    store = Path(folder) / "reminders.json"
    found: list[Reminder] = json.loads(store.read_text()) if store.exists() else []
    found.append({"text": text, "due": due})
    store.write_text(json.dumps(found, indent=2))
    return found
