"""Finding the repository that a path belongs to."""

from dataclasses import dataclass
from pathlib import Path

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.process import Git, GitError

_QUESTIONS = (
    "--is-bare-repository",
    "--absolute-git-dir",
    "--git-common-dir",
    "--show-object-format",
)
_REBASES = ("rebase-merge", "rebase-apply")
_UNDER_WAY = {
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase or git am",
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a repository keeps what."""

    git_folder: Path
    """Of this working tree: HEAD and index are here."""
    common_folder: Path
    """Objects and refs are here; the same for all linked working trees."""
    work_tree: Path | None
    """Top of the working tree; None for a bare repository."""
    algorithm: str
    """Hash of object ids: sha1 or sha256."""

    @property
    def state_folder(self) -> Path:
        """The bot's own state, ``.chotu``: one for all working trees of a repository."""
        if self.common_folder.name == ".git":
            return self.common_folder.parent / ".chotu"
        return self.common_folder / "chotu"


def locate(path: Path) -> Location:
    """The repository around ``path``: a working tree, a folder in one, or a bare repository.

    Raises:
        RepositoryError: when there is none, or git refuses to trust it.
    """
    git = Git(path)
    try:
        bare, git_folder, common, algorithm = _lines(git.run("rev-parse", *_QUESTIONS))
    except GitError as error:
        raise RepositoryError(_not_found(path, error)) from error
    top = None if bare == "true" else _top(git, path)
    return Location(
        git_folder=Path(git_folder).resolve(),
        common_folder=(path / common).resolve(),
        work_tree=top,
        algorithm=algorithm,
    )


def under_way(git_folder: Path) -> str | None:
    """What a person has begun and not finished there (a rebase, a merge …), or None."""
    return next((what for name, what in _UNDER_WAY.items() if (git_folder / name).exists()), None)


def is_rebased(common_folder: Path, branch: str) -> bool:
    """Whether a rebase of ``branch`` is under way in any working tree.

    Its HEAD is detached meanwhile, so nothing else tells that the branch is being looked at.
    """
    folders = [common_folder, *(common_folder / "worktrees").glob("*")]
    names = [folder / kind / "head-name" for folder in folders for kind in _REBASES]
    wanted = f"refs/heads/{branch}"
    return any(name.is_file() and name.read_text("utf-8").strip() == wanted for name in names)


def linked_trees(common_folder: Path) -> tuple[Path, ...]:
    """Folders of the linked working trees."""
    names = (common_folder / "worktrees").glob("*/gitdir")
    return tuple(Path(name.read_text("utf-8").strip()).parent for name in names)


def git_folder_of(work_tree: Path) -> Path:
    """The git folder of a main or linked working tree."""
    marker = work_tree / ".git"
    if marker.is_dir():
        return marker
    return (work_tree / marker.read_text("utf-8").removeprefix("gitdir:").strip()).resolve()


def _top(git: Git, path: Path) -> Path:
    try:
        return Path(_lines(git.run("rev-parse", "--show-toplevel"))[0]).resolve()
    except GitError as error:
        raise RepositoryError(
            f"{path} is inside a git folder; work from the working tree beside it"
        ) from error


def _lines(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")


def _not_found(path: Path, error: GitError) -> str:
    if "dubious ownership" in error.said or "safe.directory" in error.said:
        return error.said
    return f"{path} is not in a git repository; make one with: chotu-bot init {path}"
