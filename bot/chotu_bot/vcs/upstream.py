"""The branch of a remote that landings are pushed to."""

from chotu_bot.errors import LostRaceError, PushRefusedError
from chotu_bot.vcs.process import GitError
from chotu_bot.vcs.repository import Repository

# What git says where another push is being taken at this moment.
_BUSY = ("cannot lock ref", "failed to update ref", "incorrect old value")


class Upstream:
    """Where a local branch is pushed to, as git's own configuration has it."""

    def __init__(self, repository: Repository, branch: str) -> None:
        """``branch``: its short name; without configuration, the same branch of ``origin``."""
        configured = repository.configuration.value
        self._repository = repository
        self.branch = branch
        self._remote = configured(f"branch.{branch}.remote") or "origin"
        self._ref = configured(f"branch.{branch}.merge") or f"refs/heads/{branch}"
        self._tracking = f"refs/remotes/{self._remote}/{self._ref.removeprefix('refs/heads/')}"

    @property
    def title(self) -> str:
        """For messages: ``origin/main``."""
        return self._tracking.removeprefix("refs/remotes/")

    def fetch(self) -> str | None:
        """The commit that the remote's branch is at, with its history; None where it has none.

        Raises:
            RepositoryError: when the remote cannot be reached, with what git said.
        """
        git = self._repository.git
        try:
            git.run("fetch", "--quiet", "--no-tags", self._remote, f"+{self._ref}:{self._tracking}")
        except GitError:
            if git.run("ls-remote", self._remote, self._ref):
                raise
            return None
        return self._repository.resolve(self._tracking)

    def send(self, commit: str) -> None:
        """Move the remote's branch forward to ``commit``.

        Raises:
            LostRaceError: when it moved meanwhile; the next ``fetch`` tells where to.
            PushRefusedError: when the remote refuses, with what it said.
        """
        before = self._repository.resolve(self._tracking)
        try:
            self._repository.git.run("push", "--quiet", self._remote, f"{commit}:{self._ref}")
        except GitError as error:
            if self.fetch() != before or any(word in error.said for word in _BUSY):
                raise LostRaceError(f"{self.title} moved meanwhile; try again") from error
            raise PushRefusedError(f"{self.title} did not take it: {error.said}") from error
