"""Who belongs to a job: its processes and threads, and what they use together."""

import contextlib
import errno
import os
import signal
import stat
import time
from collections.abc import Callable, Iterator
from typing import Protocol

_ENTRY = 1024
"""Bytes that a name in a folder is counted for, so that empty files are not for nothing."""
_TOO_DEEP = 2**62
"""What a folder is taken to use that lies too deep to be looked into."""
_MOMENT = 0.0005
"""Seconds."""


class Census(Protocol):
    """A way to find every process of a job."""

    def pids(self) -> list[int]:
        """All processes of the job, in this process's pid namespace."""
        ...


class OfNamespace:
    """In a pid namespace of its own: everything but the warden, which is number 1."""

    def pids(self) -> list[int]:
        """See ``Census``."""
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


class OfDescendants:
    """In the machine's pid namespace: all descendants of the job's parent, as orphans are, too.

    Args:
        pid: the parent.
    """

    def __init__(self, pid: int) -> None:
        self._parent = pid
        # A kernel may be built without this file; then every process is asked for its parent.
        self._listed = os.path.exists(f"/proc/{pid}/task/{pid}/children")

    def children(self) -> list[int]:
        """Those whose parent it is."""
        return self._children_of()(self._parent) or []

    def _children_of(self) -> Callable[[int], list[int] | None]:
        return _children if self._listed else _by_parent().get

    def pids(self) -> list[int]:
        """See ``Census``."""
        children = self._children_of()
        found: list[int] = []
        waiting = [self._parent]
        while waiting:
            born = children(waiting.pop()) or []
            found += born
            waiting += born
        return found


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except (FileNotFoundError, ProcessLookupError):
        return []
    texts = (_read(f"/proc/{pid}/task/{thread}/children") for thread in threads)
    return [int(part) for text in texts for part in text.split()]


def _by_parent() -> dict[int, list[int]]:
    """All processes of the machine, by parent."""
    found: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        fields = _read(f"/proc/{name}/stat").rpartition(")")[2].split() if name.isdigit() else []
        if fields:
            found.setdefault(int(fields[1]), []).append(int(name))
    return found


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii", errors="replace") as stream:
            return stream.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it ended meanwhile


def kill(counted: Census) -> None:
    """Kill every process that is found, and give them a moment to end."""
    for pid in counted.pids():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    time.sleep(_MOMENT)


def threads(pids: list[int]) -> int:
    """How many tasks these processes are, threads included."""
    total = 0
    for pid in pids:
        try:
            total += len(os.listdir(f"/proc/{pid}/task"))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total


def memory(pids: list[int], most: int) -> int:
    """Bytes of memory that these processes hold.

    Cheap first: pages that forks still share are counted for each. Only where that comes to
    more than ``most`` are they divided by those who share them, which takes the kernel a walk.
    """
    crude = sum(_resident(pid) for pid in pids)
    if crude <= most:
        return crude
    return sum(_proportional(pid) for pid in pids)


def _resident(pid: int) -> int:
    return _kilobytes(f"/proc/{pid}/status", ("RssAnon:", "RssShmem:"))


def _proportional(pid: int) -> int:
    try:
        return _kilobytes(f"/proc/{pid}/smaps_rollup", ("Pss_Anon:", "Pss_Shmem:"))
    except PermissionError:
        return _resident(pid)  # it has closed itself, and so bears the whole


def _kilobytes(path: str, names: tuple[str, ...]) -> int:
    lines = (line.split() for line in _read(path).splitlines() if line.startswith(names))
    return sum(int(line[1]) for line in lines) * 1024


def cpu_seconds(pids: list[int]) -> float:
    """Processor time that these processes have used, waited-for children included."""
    ticks = 0
    for pid in pids:
        fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
        if fields:
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def usage(folder: str) -> int:
    """Bytes that the files below ``folder`` take, each at least what its name costs."""
    total = 0
    waiting = [folder]
    while waiting:
        try:
            with _scanned(waiting.pop(), folder) as entries:
                for entry in entries:
                    with contextlib.suppress(FileNotFoundError):
                        blocks = entry.stat(follow_symlinks=False).st_blocks
                        total += max(_ENTRY, blocks * 512)
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:
                raise
            return _TOO_DEEP
    return total


def unlinked(pids: list[int]) -> int:
    """Bytes of files that have no name any more and that these processes have open."""
    sizes: dict[tuple[int, int], int] = {}
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            for name in os.listdir(f"/proc/{pid}/fd"):
                with contextlib.suppress(OSError):
                    found = os.stat(f"/proc/{pid}/fd/{name}")
                    if found.st_nlink == 0 and stat.S_ISREG(found.st_mode):
                        sizes[found.st_dev, found.st_ino] = found.st_blocks * 512
    return sum(sizes.values())


@contextlib.contextmanager
def _scanned(folder: str, base: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """What is in a folder, also in one that its owner has closed: the job may write there."""
    with contextlib.ExitStack() as stack:
        try:
            entries = os.scandir(folder)
        except PermissionError:
            stack.enter_context(_opened(folder, base))
            entries = os.scandir(folder)
        yield stack.enter_context(entries)


@contextlib.contextmanager
def _opened(folder: str, base: str) -> Iterator[None]:
    """While this lasts, a folder below ``base`` is open to its owner; no link is followed."""
    with contextlib.ExitStack() as stack:
        above: int | None = None
        for part in (base, *os.path.relpath(folder, base).split("/")):
            above = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
            stack.callback(os.close, above)
            mode = stat.S_IMODE(os.fstat(above).st_mode)
            if mode & 0o500 != 0o500:
                place = f"/proc/self/fd/{above}"
                os.chmod(place, 0o700)
                stack.callback(os.chmod, place, mode)
        yield
