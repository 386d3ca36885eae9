"""The scratch folder of one job: files go in, results come out, nothing stays."""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folders of one job."""

    base: str

    @property
    def work(self) -> str:
        """The working directory, with the job's files and nothing else."""
        return f"{self.base}/work"

    @property
    def home(self) -> str:
        """HOME."""
        return f"{self.base}/home"

    @property
    def temporary(self) -> str:
        """TMPDIR."""
        return f"{self.base}/tmp"

    @property
    def folders(self) -> tuple[str, ...]:
        """All of them."""
        return (self.work, self.home, self.temporary)


def lay(place: Place, files: Mapping[str, bytes], owner: int | None) -> None:
    """Write the job's files, owned by the job's user."""
    made = [place.base]
    for folder in place.folders:
        os.mkdir(folder, 0o755)
        made.append(folder)
    for name, content in files.items():
        path = os.path.normpath(os.path.join(place.work, name))
        if not path.startswith(place.work + "/"):
            raise ValueError(f"{name!r} is not a path inside the scratch folder")
        parent = os.path.dirname(path)
        while not os.path.isdir(parent):
            made.append(parent)
            parent = os.path.dirname(parent)
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
        with open(path, "xb") as stream:
            stream.write(content)
        made.append(path)
    if owner is not None:
        for path in made:
            os.chown(path, owner, owner)


def collect(place: Place, names: tuple[str, ...], room: int) -> dict[str, bytes]:
    """The files below these relative paths, up to ``room`` bytes; what is absent is left out."""
    found: dict[str, bytes] = {}
    waiting = [os.path.normpath(name) for name in names]
    while waiting:
        name = waiting.pop()
        path = os.path.join(place.work, name)
        content = None if name.startswith(("..", "/")) else _content(path)
        if isinstance(content, list):
            waiting += [os.path.normpath(os.path.join(name, entry)) for entry in content]
        elif content is not None and len(content) <= room:
            room -= len(content)
            found[name] = content
    return found


def _content(path: str) -> bytes | list[str] | None:
    """A file's bytes or a folder's names; None for what is neither. Nothing else runs now."""
    try:
        mode = os.lstat(path).st_mode
        if os.path.realpath(path) != path:
            return None
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            return None
        if mode & 0o500 != 0o500:
            os.chmod(path, 0o700)
        if stat.S_ISDIR(mode):
            return os.listdir(path)
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def remove(path: str) -> None:
    """Remove a scratch folder, whatever modes, depth or links the job left behind.

    By descriptors, so that nothing outside is followed into, and level by level: what a folder
    holds is moved up before it goes, so that no path grows too long and no call too deep.

    Raises:
        OSError: when something cannot be removed.
    """
    empty(path)
    os.rmdir(path)


def empty(path: str) -> None:
    """Remove all that is in a folder; see ``remove``."""
    top = _opened(path, None)
    try:
        while names := os.listdir(top):
            for name in names:
                _remove(top, name)
    finally:
        os.close(top)


def _remove(top: int, name: str) -> None:
    """Remove one entry of the folder behind ``top``; the folders in it come to lie beside it."""
    try:
        os.unlink(name, dir_fd=top)
    except IsADirectoryError:
        folder = _opened(name, top)
        try:
            for inner in os.listdir(folder):
                _hoist(folder, inner, top)
        finally:
            os.close(folder)
        os.rmdir(name, dir_fd=top)


def _hoist(folder: int, name: str, top: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        # A folder that is moved is written to, as it holds the way to its parent.
        os.close(_opened(name, folder))
        os.rename(name, secrets.token_hex(16), src_dir_fd=folder, dst_dir_fd=top)


def _opened(path: str, above: int | None) -> int:
    """A folder, and no link to one, made accessible to its owner."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        found = os.open(path, flags, dir_fd=above)
    except PermissionError:
        os.chmod(path, 0o700, dir_fd=above)  # nothing is left that could put a link here
        found = os.open(path, flags, dir_fd=above)
    if os.fstat(found).st_mode & 0o700 != 0o700:
        os.fchmod(found, 0o700)
    return found
