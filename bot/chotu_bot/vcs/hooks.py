"""Commits made by git itself, in a temporary linked working tree, so that every hook runs."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.process import Git, GitError

_RUN_BY_COMMIT = frozenset(
    {
        "commit-msg",
        "post-commit",
        "post-merge",
        "pre-commit",
        "pre-merge-commit",
        "prepare-commit-msg",
    }
)
PREFIX = "chotu-bot-hooks-"


def hook_files(folder: Path) -> tuple[str, ...]:
    """Names of the hooks in ``folder`` that a commit or a merge would run."""
    return tuple(
        sorted(
            name
            for name in _RUN_BY_COMMIT
            if (folder / name).is_file() and os.access(folder / name, os.X_OK)
        )
    )


def abandoned_trees() -> tuple[Path, ...]:
    """Temporary working trees whose process has died."""
    found = Path(tempfile.gettempdir()).glob(f"{PREFIX}*")
    return tuple(path for path in sorted(found) if not _lives(path.name.split("-")[3]))


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


class HookedCommits:
    """Commits and merges by git's own commands, away from any working tree of a person."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def commit(
        self,
        parent: str,
        changes: Mapping[str, bytes | None],
        message: str,
        persons: Mapping[str, str],
    ) -> str:
        """Id of a commit of ``changes`` on ``parent``; hooks have run and agreed.

        Raises:
            RepositoryError: when a hook refuses, with what it said.
        """
        with self._tree(parent, message) as (folder, git, note):
            for path, content in changes.items():
                _lay(folder / path, content)
            git.run("add", "--force", "--all", "--", *changes)
            _obey(git, persons, "commit", "--quiet", "--cleanup=verbatim", "-F", note)
            return _head(git)

    def merge(self, base: str, other: str, message: str, persons: Mapping[str, str]) -> str:
        """Id of a ``--no-ff`` merge of ``other`` into ``base``; hooks have run and agreed.

        Raises:
            RepositoryError: when a hook refuses, or the two conflict.
        """
        with self._tree(base, message) as (_, git, note):
            options = ("--quiet", "--no-ff", "--cleanup=verbatim", "-F", note)
            _obey(git, persons, "merge", *options, other)
            return _head(git)

    @contextlib.contextmanager
    def _tree(self, commit: str, message: str) -> Iterator[tuple[Path, Git, str]]:
        above = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        folder, note = above / "tree", above / "message"
        try:
            note.write_text(message, "utf-8", "surrogateescape")
            self._git.run("worktree", "add", "--quiet", "--detach", str(folder), commit)
            # The hooks of a real commit see the objects durable, too.
            yield folder, Git(folder, ("-c", "core.fsync=committed,loose-object")), str(note)
        finally:
            shutil.rmtree(above, ignore_errors=True)
            self._git.run("worktree", "prune", "--expire=now")


def _lay(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _obey(git: Git, persons: Mapping[str, str], *command: str) -> None:
    try:
        git.run(*command, extra=persons)
    except GitError as error:
        raise RepositoryError(
            f"a hook or git itself refused the {command[0]}: {error.said or 'no reason given'}"
        ) from error


def _head(git: Git) -> str:
    return git.run("rev-parse", "HEAD").decode().strip()
