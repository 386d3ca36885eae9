"""A sample of the corpus."""

import json
from pathlib import Path

from tool import add


def test_adds_numbers_from_a_file(tmp_path: Path) -> None:
    source = tmp_path / "in.json"
    source.write_text(json.dumps([1, 2]), encoding="utf-8")
    with open(tmp_path / "out.txt", "w", encoding="utf-8") as handle:
        handle.write("x")
    assert add(*json.loads(source.read_text())) == 3
