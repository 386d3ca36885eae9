# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"], write = ["output"] }
# ///
"""A sample of the corpus."""

import gzip
import shutil


def gzip_file(path: str, output: str) -> str:
    """Compress."""
    with open(path, "rb") as source, gzip.open(output, "wb") as target:
        shutil.copyfileobj(source, target)
    return output
