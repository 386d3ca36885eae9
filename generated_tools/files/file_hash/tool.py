# /// script
# requires-python = ">=3.11"
# dependencies = []
#
# [tool.chotu]
# version = "1.0.0"
# summary = "Compute the checksum of a file, or check it against a known one."
# category = "files"
# keywords = ["hash", "checksum", "file", "sha256", "md5", "sha1", "digest", "verify", "integrity", "iso"]
# permissions = { read = ["path"] }
# ///
"""Compute the checksum of a file."""

import hashlib
from pathlib import Path
from typing import Literal, TypedDict


class Checksum(TypedDict):
    """A checksum; ``matches`` is false only when another one was expected."""

    algorithm: str
    checksum: str
    size: int
    matches: bool


def file_hash(
    path: str,
    algorithm: Literal["sha256", "sha512", "sha1", "md5", "sha3_256", "blake2b"] = "sha256",
    expected: str = "",
) -> Checksum:
    """Compute the checksum of a file, or check it against a known one.

    Args:
        path: The file.
        algorithm: How to compute; md5 and sha1 find accidents but not forgeries.
        expected: The checksum to compare with, in hexadecimal; empty for none.

    Returns:
        The checksum in lower-case hexadecimal, the file's size in bytes, and whether the
        checksum is the expected one.

    Raises:
        FileNotFoundError: If the file does not exist or is no regular file.
        ValueError: If the expected text is not a checksum of this algorithm.
    """
    source = Path(path)
    if not source.is_file():
        raise FileNotFoundError(f"no such file: {path}")
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.new(algorithm, usedforsecurity=False))
        size = stream.tell()
    checksum = digest.hexdigest()
    wanted = expected.strip().lower()
    if wanted and len(wanted) != len(checksum):
        raise ValueError(f"a {algorithm} checksum has {len(checksum)} digits: {expected!r}")
    return {
        "algorithm": algorithm,
        "checksum": checksum,
        "size": size,
        "matches": wanted in {"", checksum},
    }


if __name__ == "__main__":
    import json
    import sys

    given = sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read()
    json.dump(file_hash(**json.loads(given)), sys.stdout)
