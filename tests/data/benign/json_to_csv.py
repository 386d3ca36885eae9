# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["source"], write = ["target"] }
# ///
"""A sample of the corpus."""

import csv
import json
from io import StringIO
from pathlib import Path


def json_to_csv(source: str, target: str) -> int:
    """Convert."""
    with open(source, encoding="utf-8") as handle:
        rows = json.load(handle)
    buffer = StringIO()
    writer = csv.DictWriter(buffer, fieldnames=sorted({key for row in rows for key in row}))
    writer.writeheader()
    writer.writerows(rows)
    Path(target).write_text(buffer.getvalue(), encoding="utf-8")
    return len(rows)
