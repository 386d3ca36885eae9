# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "A sample of the corpus."
# category = "misc"
# keywords = ["sample"]
# permissions = { read = ["path"] }
# ///
"""A sample of the corpus."""

import hashlib


def file_digest(path: str, algorithm: str = "sha256") -> str:
    """Digest a file."""
    if algorithm not in ("sha256", "sha512"):
        raise ValueError("sha256 or sha512")
    state = hashlib.new(algorithm)
    with open(path, "rb") as handle:
        for block in iter(lambda: handle.read(65536), b""):
            state.update(block)
    return state.hexdigest()
