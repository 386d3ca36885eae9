# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["source"], write = ["folder"] }
# ///
"""A sample of the corpus."""

import shutil
from datetime import datetime
from pathlib import Path


def backup(source: str, folder: str, stamp: str = "") -> str:
    """Back up a file."""
    mark = stamp or datetime.now().strftime("%Y%m%d-%H%M%S")
    target = Path(folder) / f"{Path(source).stem}-{mark}{Path(source).suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    return str(shutil.copy2(source, target))
