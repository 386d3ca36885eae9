"""The object database: reading through one kept-open git, writing new objects durably."""

import hashlib
import os
import subprocess
import threading
import weakref
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.durable import write_durably
from chotu_bot.vcs.packs import make_pack, write_pack
from chotu_bot.vcs.process import Git, stop

_KINDS = frozenset({b"blob", b"tree", b"commit", b"tag"})
# Names of one batch fit into a pipe's buffer (64 KiB), so that writing them never blocks while
# git waits for its answers to be read.
_BATCH_BYTES = 32_768
# From here on, one pack and its index are fewer files to bring to disk than loose objects.
_WORTH_A_PACK = 3


@dataclass(frozen=True, slots=True)
class Found:
    """An object as it is stored."""

    oid: str
    kind: str
    content: bytes


class ObjectStore:
    """Objects of one repository. Safe to use from several threads."""

    def __init__(self, git: Git, folder: Path, algorithm: str) -> None:
        self._git = git
        self._folder = folder
        self._algorithm = algorithm
        self._pending: dict[str, Found] = {}
        self._lock = threading.RLock()
        self._reader: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def find(self, name: str) -> Found | None:
        """The object that ``name`` (an id, a ref, ``rev:path`` …) stands for, or None."""
        return self.find_all([name])[0]

    def find_all(self, names: Sequence[str]) -> list[Found | None]:
        """As ``find``, for many names at the price of one."""
        with self._lock:
            answers: list[Found | None] = []
            for batch in _batches(names):
                answers.extend(self._converse(batch))
            return answers

    def content(self, oid: str, kind: str) -> bytes:
        """The content of an object that must be there.

        Raises:
            RepositoryError: when it is missing or of another kind.
        """
        return self.contents([oid], kind)[0]

    def contents(self, oids: Sequence[str], kind: str) -> list[bytes]:
        """As ``content``, for many objects at the price of one."""
        found = self.find_all(oids)
        for oid, one in zip(oids, found, strict=True):
            if one is None or one.kind != kind:
                raise RepositoryError(f"{kind} {oid} is missing from the repository; run git fsck")
        return [one.content for one in found if one is not None]

    def identify(self, kind: str, content: bytes) -> str:
        """The id that an object has or would have."""
        whole = b"%s %d\0" % (kind.encode("ascii"), len(content)) + content
        return hashlib.new(self._algorithm, whole, usedforsecurity=False).hexdigest()

    def write(self, kind: str, content: bytes) -> str:
        """The id of an object; it can be read at once and is on disk after ``flush``."""
        oid = self.identify(kind, content)
        with self._lock:
            self._pending[oid] = Found(oid, kind, content)
        return oid

    def is_pending(self, oid: str) -> bool:
        """Whether an object was written and not flushed yet."""
        return oid in self._pending

    def flush(self) -> None:
        """Bring everything written to disk; refs may point at it afterwards.

        What cannot be written stays for the next time: another thread may count on it.
        """
        with self._lock:
            missing = {oid: one for oid, one in self._pending.items() if not self._is_loose(oid)}
            if len(missing) < _WORTH_A_PACK:
                for one in missing.values():
                    self._write_loose(one)
            else:
                contents = {oid: (one.kind, one.content) for oid, one in missing.items()}
                write_pack(self._folder / "pack", make_pack(contents, self._algorithm))
            self._pending.clear()

    def close(self) -> None:
        """End the reading process."""
        with self._lock:
            if self._reader is not None and self._owner == os.getpid():
                stop(self._reader)
            self._reader = None

    def _loose(self, oid: str) -> str:
        return f"{self._folder}/{oid[:2]}/{oid[2:]}"

    def _is_loose(self, oid: str) -> bool:
        return os.path.exists(self._loose(oid))  # noqa: PTH110 - a dozen times a landing

    def _write_loose(self, found: Found) -> None:
        target = Path(self._loose(found.oid))
        target.parent.mkdir(exist_ok=True)
        # git prune knows this name, so that what a kill leaves is cleaned by git itself.
        draft = target.parent / f"tmp_obj_{os.getpid()}_{threading.get_ident()}_{found.oid[:8]}"
        header = b"%s %d\0" % (found.kind.encode("ascii"), len(found.content))
        try:
            write_durably(draft, zlib.compress(header + found.content, 1))
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def _converse(self, names: Sequence[str]) -> Iterable[Found | None]:
        asked = [name for name in names if name not in self._pending]
        answers = iter(self._ask(asked))
        return [self._pending[name] if name in self._pending else next(answers) for name in names]

    def _ask(self, names: Sequence[str]) -> list[Found | None]:
        if not names:
            return []
        for name in names:
            if "\n" in name or not name:
                raise RepositoryError(f"{name!r} is not the name of a git object")
        process = self._conversation()
        if process.stdin is None or process.stdout is None:
            raise RepositoryError("git cat-file was started without pipes")
        lines = "".join(f"{name}\n" for name in names)
        try:
            process.stdin.write(lines.encode("utf-8", "surrogateescape"))
            process.stdin.flush()
            return [self._answer(process, name) for name in names]
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise RepositoryError(
                f"git could not read {names[0]!r}; run git fsck to see what is damaged"
            ) from error

    def _answer(self, process: "subprocess.Popen[bytes]", name: str) -> Found | None:
        if process.stdout is None:
            raise EOFError(name)
        header = process.stdout.readline()
        if not header:
            raise EOFError(name)
        parts = header.rstrip(b"\n").rsplit(b" ", 2)
        if len(parts) != 3 or parts[1] not in _KINDS or not parts[2].isdigit():
            return None
        size = int(parts[2])
        content = process.stdout.read(size + 1)
        if len(content) != size + 1:
            raise EOFError(name)
        return Found(parts[0].decode("ascii"), parts[1].decode("ascii"), content[:size])

    def _conversation(self) -> "subprocess.Popen[bytes]":
        if self._reader is None or self._owner != os.getpid():
            process = self._git.start("cat-file", "--batch", stderr=subprocess.DEVNULL)
            weakref.finalize(self, _stop_own, process, os.getpid())
            self._reader, self._owner = process, os.getpid()
        return self._reader


def _stop_own(process: "subprocess.Popen[bytes]", owner: int) -> None:
    if owner == os.getpid() and process.returncode is None:
        stop(process)


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    start = size = 0
    for index, name in enumerate(names):
        size += len(name.encode("utf-8", "surrogateescape")) + 1
        if size > _BATCH_BYTES:
            if index > start:
                yield names[start:index]
            start, size = index, len(name) + 1
    if start < len(names):
        yield names[start:]
