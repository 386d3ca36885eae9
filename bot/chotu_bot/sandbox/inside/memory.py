"""Copies of a job's memory: the arguments of a call that waits for an answer."""

import ctypes
import errno
import os

_LONGEST_PATH = 4096


def read(pid: int, address: int, size: int) -> bytes:
    """A copy of ``size`` bytes, less where the mapping ends."""
    fd = os.open(f"/proc/{pid}/mem", os.O_RDONLY | os.O_CLOEXEC)
    try:
        # Addresses above 2**63 do not exist in user space; pread refuses them.
        return os.pread(fd, size, ctypes.c_int64(address).value)
    finally:
        os.close(fd)


def text(pid: int, address: int) -> bytes:
    """A copy of the string that ends with the first zero byte."""
    found = b""
    while len(found) < _LONGEST_PATH:
        start = address + len(found)
        part = read(pid, start, 256 - start % 256)
        end = part.find(b"\0")
        if end >= 0:
            return found + part[:end]
        if not part:
            break
        found += part
    raise OSError(errno.ENAMETOOLONG, "path too long")
