# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["paths"], write = ["output"] }
# ///
"""A sample of the corpus."""

import zipfile
from pathlib import Path


def zip_files(paths: list[str], output: str) -> int:
    """Zip files."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in paths:
            bundle.write(path, Path(path).name)
    return len(paths)
