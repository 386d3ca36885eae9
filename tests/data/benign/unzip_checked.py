# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["archive"], write = ["folder"] }
# ///
"""A sample of the corpus."""

import zipfile
from pathlib import Path


def unzip(archive: str, folder: str) -> list[str]:
    """Unzip, refusing members that leave the folder."""
    target = Path(folder).resolve()
    with zipfile.ZipFile(archive) as bundle:
        for member in bundle.namelist():
            if not (target / member).resolve().is_relative_to(target):
                raise ValueError(f"member leaves the folder: {member}")
        bundle.extractall(target)
        return sorted(bundle.namelist())
