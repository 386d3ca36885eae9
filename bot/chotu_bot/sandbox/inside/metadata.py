"""chmod, utime and the like on the job's own files, done for it where the root is shared.

Landlock does not cover these calls. The arguments are copied once, the path is opened without
following symbolic links out of the allowed folders, and the change is made on what was opened:
there is nothing left to race against.
"""

import errno
import os
import struct
import time

from . import memory
from .kernel import Kernel
from .supervisor import Answer, Call

_AT_FDCWD = 0xFFFFFF9C
_AT_SYMLINK_NOFOLLOW = 0x100
_NOW, _OMIT = (1 << 30) - 1, (1 << 30) - 2


class Metadata:
    """Changes modes and times below the allowed folders; everything else is refused."""

    def __init__(self, kernel: Kernel, allowed: tuple[str, ...]) -> None:
        self._allowed = tuple(os.path.realpath(path) for path in allowed)
        numbers = kernel.numbers
        known = {
            "chmod": self._chmod, "fchmod": self._fchmod, "fchmodat": self._fchmodat,
            "fchmodat2": self._fchmodat, "utimensat": self._utimensat,
        }  # fmt: skip
        self._by_number = {numbers[n]: act for n, act in known.items() if n in numbers}
        # Extended attributes: as on a file system that has none, which copy2 expects.
        self._no_attributes = {
            numbers[n] for n in ("setxattr", "lsetxattr", "fsetxattr") if n in numbers
        }

    def __call__(self, call: Call) -> Answer:
        """Make the change, or refuse it."""
        if call.number in self._no_attributes:
            return Answer(error=errno.EOPNOTSUPP)
        act = self._by_number.get(call.number)
        if act is None:
            return Answer(error=errno.EPERM)
        act(call)
        return Answer()

    def _chmod(self, call: Call) -> None:
        fd = self._open(call.pid, _AT_FDCWD, call.arguments[0], follow=True)
        _change_mode(fd, call.arguments[1])

    def _fchmod(self, call: Call) -> None:
        _change_mode(self._same(call.pid, call.arguments[0]), call.arguments[1])

    def _fchmodat(self, call: Call) -> None:
        folder, path, mode = call.arguments[:3]
        fd = self._open(call.pid, folder & 0xFFFFFFFF, path, follow=True)
        _change_mode(fd, mode)

    def _utimensat(self, call: Call) -> None:
        folder, path, times, flags = call.arguments[:4]
        stamps = _times(call.pid, times)
        if path:
            follow = not flags & _AT_SYMLINK_NOFOLLOW
            fd = self._open(call.pid, folder & 0xFFFFFFFF, path, follow=follow)
        else:
            fd = self._same(call.pid, folder)
        try:
            current = os.fstat(fd)
            access, change = (
                fixed if kept is None else kept
                for kept, fixed in zip(
                    stamps, (current.st_atime_ns, current.st_mtime_ns), strict=True
                )
            )
            os.utime(f"/proc/self/fd/{fd}", ns=(access, change))
        finally:
            os.close(fd)

    def _open(self, pid: int, folder: int, address: int, *, follow: bool) -> int:
        """What the caller means by a path, opened; it must lie in an allowed folder."""
        text = os.fsdecode(memory.text(pid, address))
        base = f"/proc/{pid}/cwd" if folder == _AT_FDCWD else f"/proc/{pid}/fd/{folder}"
        full = os.path.join(os.path.realpath(base), text)
        place = os.path.realpath(full)
        if not follow:
            place = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
        # Between realpath and open a link may have been swapped in: what was opened counts.
        return self._checked(os.open(place, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC))

    def _same(self, pid: int, number: int) -> int:
        """The file behind a descriptor of the caller."""
        return self._checked(os.open(f"/proc/{pid}/fd/{number}", os.O_PATH | os.O_CLOEXEC))

    def _checked(self, fd: int) -> int:
        place = os.readlink(f"/proc/self/fd/{fd}")
        inside = any(place == one or place.startswith(one + "/") for one in self._allowed)
        # A second name of the same file could lie elsewhere; Landlock let none be made.
        if not inside:
            os.close(fd)
            raise PermissionError(errno.EPERM, "outside the job's folders")
        return fd


def _change_mode(fd: int, mode: int) -> None:
    try:
        # Neither set-user-ID nor set-group-ID.
        os.chmod(f"/proc/self/fd/{fd}", mode & 0o1777)
    finally:
        os.close(fd)


def _times(pid: int, address: int) -> tuple[int | None, int | None]:
    if not address:
        now = time.time_ns()
        return now, now
    raw = memory.read(pid, address, 32)
    a_seconds, a_nanos, m_seconds, m_nanos = struct.unpack("=qqqq", raw)
    return _stamp(a_seconds, a_nanos), _stamp(m_seconds, m_nanos)


def _stamp(seconds: int, nanoseconds: int) -> int | None:
    if nanoseconds == _OMIT:
        return None
    return time.time_ns() if nanoseconds == _NOW else seconds * 10**9 + nanoseconds
