"""Copies of the folders that a call would write in place, so that it can be made again."""

import contextlib
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

from chotu_bot.domain.contract import Contract
from chotu_bot.domain.shapes import Json, texts
from chotu_bot.errors import ToolFailedError

MOST_BYTES = 16 * 2**20
MOST_FILES = 1_000
"""What is copied of a folder at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Arguments that name copies, and the way back from what the tool says of those."""

    arguments: Mapping[str, Json]
    folders: Mapping[Path, Path]
    """Folder -> its copy."""

    def named(self, value: Json) -> Json:
        """``value`` as it would be, had the folders themselves been used."""
        return _mapped(value, self._original)

    def _original(self, text: str) -> str:
        for folder, copy in self.folders.items():
            text = text.replace(str(copy), str(folder))
        return text


def can_be_copied(contract: Contract, arguments: Mapping[str, Json], folder: Path) -> bool:
    """Whether all that a call would write in place can be copied: plain, small and apart."""
    folders = written_folders(contract, arguments, folder)
    apart = not any(one.is_relative_to(other) or other.is_relative_to(one)
                    for one, other in combinations(folders, 2))  # fmt: skip
    return apart and _are_small(folders)


def written_folders(
    contract: Contract, arguments: Mapping[str, Json], folder: Path
) -> tuple[Path, ...]:
    """The folders that are there and that a call would write in place."""
    given = contract.effective(arguments)
    paths = [
        _resolved(folder, text)
        for name in contract.permissions.write
        for text in texts(given.get(name))
        if text
    ]
    return tuple(dict.fromkeys(path for path in paths if path is not None and path.is_dir()))


@contextmanager
def copied(contract: Contract, arguments: Mapping[str, Json], folder: Path) -> Iterator[Copies]:
    """Copies for the time of one call; they are thrown away with all that was written to them.

    Args:
        contract: of the tool.
        arguments: of the call; ``can_be_copied`` says whether that can be.
        folder: what relative paths refer to.

    Raises:
        ToolFailedError: when a folder cannot be copied after all.
    """
    folders = written_folders(contract, arguments, folder)
    if not folders:
        yield Copies(arguments=arguments, folders={})
        return
    with tempfile.TemporaryDirectory(prefix="chotu-again-") as made:
        copies = {one: Path(made).resolve() / str(n) / one.name for n, one in enumerate(folders)}
        _copy(copies)

        def placed(text: str) -> str:
            path = _resolved(folder, text) if text else None
            return str(copies.get(path, text)) if path else text

        given = contract.effective(arguments)
        written = {
            name: _mapped(given[name], placed)
            for name in contract.permissions.write
            if name in given
        }
        yield Copies(arguments={**arguments, **written}, folders=copies)


def _copy(copies: Mapping[Path, Path]) -> None:
    for original, copy in copies.items():
        try:
            shutil.copytree(original, copy, symlinks=True)
        except OSError as error:
            raise ToolFailedError(
                f"{original} cannot be copied, so the call is not made again: {error}"
            ) from error


def _are_small(folders: Iterable[Path]) -> bool:
    """Whether they hold plain files alone, few and small enough together."""
    small = False
    with contextlib.suppress(OSError):  # what goes meanwhile is not to be copied
        within = (path.lstat() for folder in folders for path in folder.rglob("*"))
        found = list(islice(within, MOST_FILES + 1))
        plain = all(stat.S_ISREG(one.st_mode) or stat.S_ISDIR(one.st_mode) for one in found)
        size = sum(one.st_size for one in found)
        small = plain and len(found) <= MOST_FILES and size <= MOST_BYTES
    return small


def _resolved(folder: Path, text: str) -> Path | None:
    """Where a path leads; None where it is none, which whoever plans the call will say."""
    try:
        return (folder / Path(text).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _mapped(value: Json, change: Callable[[str], str]) -> Json:
    match value:
        case str():
            return change(value)
        case list():
            return [_mapped(one, change) for one in value]
        case dict():
            return {key: _mapped(one, change) for key, one in value.items()}
        case _:
            return value
