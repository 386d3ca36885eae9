# hostile: archive
# expect: policy/archive-paths
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


def unpack(archive: str, folder: str) -> list[str]:
    """Unpack."""
    with tarfile.open(archive) as bundle:
        bundle.extractall(folder)
        return bundle.getnames()
