"""Proposals as patches: what one machine made, another validates and takes."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from chotu_bot.errors import RepositoryError, UsageError
from chotu_bot.publishing.values import Proposal
from chotu_bot.vcs import Repository
from chotu_bot.vcs.process import GitError

_LIMIT = 4_000_000
"""Bytes of a patch; a tool, its tests and its evidence are a few thousand."""


class Patches:
    """Writes and reads patches of one repository; no working tree and no index is touched."""

    def __init__(self, repository: Repository, served: str) -> None:
        """``served``: the branch that patches are made against."""
        self._repository = repository
        self._served = served

    def make(self, proposal: Proposal) -> bytes:
        """The one commit of a proposal, as ``git am`` would take it."""
        return self._repository.git.run(
            "format-patch", "--stdout", "--no-signature", "--full-index", "--binary", "-k",
            f"{proposal.base}..{proposal.commit}",
        )  # fmt: skip

    def commit(self, patch: bytes) -> str:
        """Id of a commit on the served branch that the patch makes; no ref points at it.

        Raises:
            UsageError: when it is no patch of a single commit.
            RepositoryError: when it does not fit what is on the branch.
        """
        if len(patch) > _LIMIT or not patch.startswith(b"From ") or patch.count(b"\ndiff ") == 0:
            raise UsageError("this is no patch as chotu-bot writes it")
        base = self._repository.require_tip(self._served)
        with tempfile.TemporaryDirectory(prefix="chotu-patch-") as name:
            return self._commit(patch, base, Path(name))

    def _commit(self, patch: bytes, base: str, folder: Path) -> str:
        git = self._repository.git
        message, changes = folder / "message", folder / "changes"
        try:
            head = git.run("mailinfo", "-k", str(message), str(changes), stdin=patch)
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            git.run("read-tree", base, extra=index)
            git.run("apply", "--cached", "--whitespace=nowarn", str(changes), extra=index)
            tree = git.run("write-tree", extra=index).decode().strip()
        except GitError as error:
            raise RepositoryError(f"the patch does not fit {self._served}: {error.said}") from error
        subject = _headers(head).get("Subject", "")
        text = f"{subject}\n\n{message.read_text('utf-8')}"
        commit = self._repository.make_commit(tree, [base], text)
        # No ref will point at it, and git is asked about it all the same.
        self._repository.flush()
        return commit


def _headers(head: bytes) -> Mapping[str, str]:
    pairs = (line.partition(": ") for line in head.decode("utf-8", "replace").splitlines())
    return {key: value for key, _, value in pairs}
