# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["folder"] }
# ///
"""A sample of the corpus."""

import os


def folder_sizes(folder: str) -> dict[str, int]:
    """Say the sizes."""
    sizes = {}
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            full = os.path.join(root, name)
            if not os.path.islink(full):
                sizes[os.path.relpath(full, folder)] = os.path.getsize(full)
    return sizes
