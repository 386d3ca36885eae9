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

import tarfile


def untar(archive: str, folder: str) -> list[str]:
    """Untar."""
    with tarfile.open(archive, "r:*") as bundle:
        bundle.extractall(folder, filter="data")
        return bundle.getnames()
