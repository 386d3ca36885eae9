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
from dataclasses import dataclass
from pathlib import Path


@dataclass
class _Store:
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "store.json"

    def load(self) -> dict[str, str]:
        return json.loads(self.file.read_text()) if self.file.exists() else {}

    def save(self, values: dict[str, str]) -> None:
        self.file.write_text(json.dumps(values, sort_keys=True))


def remember(folder: str, key: str, value: str) -> int:
    """Remember."""
    store = _Store(Path(folder))
    values = store.load()
    values[key] = value
    store.save(values)
    return len(values)
