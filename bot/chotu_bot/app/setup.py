"""Making a repository, its tool environment, and showing its configuration."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from chotu_bot.app.premises import lock_of
from chotu_bot.errors import RepositoryError
from chotu_bot.registry.checking import index_bytes
from chotu_bot.rendering.templates import shipped_folder
from chotu_bot.sandbox import environment
from chotu_bot.settings import FILE, SECTIONS, describe, load_file, shown
from chotu_bot.vcs.process import clean_environment

if TYPE_CHECKING:
    from chotu_bot.vcs import Repository

_GITHUB = ".github/"
_FILES = (FILE, ".gitignore", "README.md", "registry/index.json")

_IGNORE = ".chotu/\n__pycache__/\n"
_README = """\
# A repository of tools

Every tool in `generated_tools/` was learned, tested and landed by chotu-bot.

    chotu-bot learn "count the words of a text"
    chotu-bot list
    chotu-bot run word_count --text "a b"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One key with the value in force."""

    section: str
    key: str
    value: str
    meaning: str


def effective_settings(folder: Path) -> tuple[SettingRow, ...]:
    """Every key with the value in force for the repository around ``folder``.

    Raises:
        ConfigurationError: when the configuration is not valid.
    """
    settings = load_file(root_of(folder))
    return tuple(
        SettingRow(
            section=section,
            key=key,
            value=shown(getattr(getattr(settings, section), key)),
            meaning=meaning,
        )
        for section, key, _, meaning in describe()
    )


def root_of(folder: Path) -> Path:
    """The working tree around ``folder``, or ``folder`` where there is none."""
    from chotu_bot.vcs import Repository

    try:
        with Repository.open(folder) as repository:
            return repository.work_tree or folder
    except RepositoryError:
        return folder


def sync_environment(folder: Path, notify: Callable[[str, str], None]) -> environment.Environment:
    """Make the environment that tools of the repository around ``folder`` run in."""
    return environment.sync(
        lock_of(root_of(folder)), progress=lambda line: notify("environment", line)
    )


def make_repository(folder: Path) -> None:
    """Make ``folder`` a git repository with what a repository of tools needs, in one commit.

    What is there already stays as it is; a repository that has commits gets one more, of the
    missing files alone.

    Raises:
        RepositoryError: when git cannot make it, or the folder cannot be written.
    """
    from chotu_bot.vcs import Repository

    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / ".git").exists():
            _git(folder, "init", "--quiet", "--initial-branch=main")
        with Repository.open(folder) as repository:
            _commit_missing(folder, repository)
    except OSError as error:
        raise RepositoryError(f"{folder} cannot be written: {error.strerror}") from error


def _commit_missing(folder: Path, repository: "Repository") -> None:
    missing = [path for path in _files() if not (folder / path).exists()]
    if not missing:
        return
    for path in missing:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(_content(path))
    _git(folder, "add", "--", *missing)
    message = "Make this a repository of tools"
    persons = repository.configuration.persons()
    _git(folder, "commit", "--quiet", "-m", message, "--", *missing, **persons)


def _content(path: str) -> bytes:
    if path == FILE:
        return default_ini().encode()
    if path == ".gitignore":
        return _IGNORE.encode()
    if path.startswith(_GITHUB):
        shipped = shipped_folder() / "github" / path.removeprefix(_GITHUB)
        version = metadata.version("chotu-bot").encode()
        return shipped.read_bytes().replace(b"@VERSION@", version)
    return _README.encode() if path == "README.md" else index_bytes()


def _files() -> list[str]:
    """What a repository of tools has besides its tools, the workflows among it."""
    shipped = shipped_folder() / "github"
    found = sorted(path for path in shipped.rglob("*") if path.is_file())
    return [*_FILES, *(f"{_GITHUB}{path.relative_to(shipped).as_posix()}" for path in found)]


def default_ini() -> str:
    """A chotu.ini with every key at its default, commented out, under its meaning."""
    lines: list[str] = []
    for section in SECTIONS:
        lines.append(f"[{section}]")
        for owner, key, default, meaning in describe():
            if owner == section:
                lines += [f"# {meaning}", f";{key} = {default}".rstrip()]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _git(folder: Path, *arguments: str, **more: str) -> None:
    done = subprocess.run(
        ["git", *arguments],  # noqa: S607 - git from PATH, as a person would run it
        cwd=folder,
        capture_output=True,
        text=True,
        env={**clean_environment(os.environ), **more},
        check=False,
    )
    if done.returncode != 0:
        raise RepositoryError(f"git {arguments[0]} failed: {done.stderr.strip()}")
