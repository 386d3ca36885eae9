"""A landing and its rollback in objects that nobody sees and that are never written to disk."""

from dataclasses import dataclass

from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import REGISTRY_FOLDER, TOOLS_FOLDER
from chotu_bot.domain.verdict import Finding
from chotu_bot.errors import NotFoundError
from chotu_bot.publishing.committing import Committer
from chotu_bot.publishing.versions import Versions
from chotu_bot.registry import Record, Registry, record_of
from chotu_bot.registry.checking import INDEX_PATH, check_landing
from chotu_bot.vcs import Repository
from chotu_bot.vcs.commits import serialize_commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """What a landing made of the registry, before it was taken back."""

    record: Record
    """As the scratch landing lists it, without what only evidence can say."""
    listed: bool
    problems: tuple[Finding, ...]
    """Where the registry of the scratch landing is not what its tools make it."""
    left: tuple[str, ...]
    """Paths that the rollback did not give back as they were."""


def rehearse(repository: Repository, served: str, candidate: Candidate) -> Scratch:
    """Land ``candidate`` on the served branch as it is now, and take it back, in memory only.

    Raises:
        RepositoryError: when the branch has no commit yet.
    """
    # A store of its own: what is pending there never reaches a flush.
    with Repository(repository.location) as scratch:
        return _rehearse(scratch, served, candidate)


def _rehearse(scratch: Repository, served: str, candidate: Candidate) -> Scratch:
    base = scratch.require_tip(served)
    committer = Committer(scratch)
    record = record_of(candidate.tool, candidate.tests, None)
    folder = scratch.trees.build(None, candidate.files)
    landed = _commit(scratch, base, committer.tree(base, record.name, folder, record))
    back = _commit(scratch, landed, _taken_back(scratch, served, committer, landed, record.name))
    listed = Registry(scratch, landed).record(record.name)
    return Scratch(
        record=record,
        listed=listed == record,
        problems=check_landing(scratch, scratch.commit(base).tree, scratch.commit(landed).tree),
        left=_left(scratch, base, back),
    )


def _taken_back(
    scratch: Repository, served: str, committer: Committer, landed: str, name: str
) -> str:
    """The tree that a rollback of the landing makes, by the code that makes real ones."""
    versions = Versions(scratch, served)
    try:
        before = versions.present(name)
    except NotFoundError:
        return committer.tree(landed, name)
    return committer.tree(landed, name, before.tree, versions.record(before))


def _left(scratch: Repository, base: str, back: str) -> tuple[str, ...]:
    ours = (f"{TOOLS_FOLDER}/", f"{REGISTRY_FOLDER}/")
    return tuple(
        change.path
        for change in scratch.changes(base, back)
        if change.path.startswith(ours) and not _is_first_index(change.path, change.old)
    )


def _is_first_index(path: str, old: object) -> bool:
    """The index that a first landing brings stays: it belongs to no tool."""
    return path == str(INDEX_PATH) and old is None


def _commit(scratch: Repository, parent: str, tree: str) -> str:
    person = scratch.configuration.person("committer")
    content = serialize_commit(tree, (parent,), "Rehearse", person, person)
    return scratch.store.write("commit", content)
