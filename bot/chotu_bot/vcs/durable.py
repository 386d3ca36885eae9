"""Files that a power cut does not take."""

import os
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Write a new read-only file and bring it to disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o444)
    with open(descriptor, "wb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        left = memoryview(content)
        while left:
            left = left[stream.write(left) :]
        os.fsync(descriptor)
