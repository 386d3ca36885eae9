"""Commits signed by git itself, with the key and the program it is configured for."""

from collections.abc import Mapping, Sequence

from chotu_bot.errors import RepositoryError
from chotu_bot.vcs.process import Git, GitError


def signed_commit(
    git: Git, tree: str, parents: Sequence[str], message: str, persons: Mapping[str, str]
) -> str:
    """Id of a signed commit, on disk.

    Args:
        git: In the repository.
        tree: Id of its tree, on disk already.
        parents: Ids of its parents.
        message: As it is to stand.
        persons: Environment variables that name author and committer.

    Raises:
        RepositoryError: when it cannot be signed.
    """
    durable = ("-c", "core.fsync=committed,loose-object")
    options = [part for parent in parents for part in ("-p", parent)]
    text = message.rstrip("\n") + "\n"
    try:
        made = git.run(
            *durable,
            "commit-tree",
            "-S",
            *options,
            "-F",
            "-",
            tree,
            stdin=text.encode("utf-8", "surrogateescape"),
            extra=persons,
        )
    except GitError as error:
        raise RepositoryError(
            f"commit.gpgsign is set and the commit could not be signed: {error.said}"
        ) from error
    return made.decode().strip()
