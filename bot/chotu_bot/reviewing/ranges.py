"""A range of commits: where it leaves its base, what it changes, which tools it touches."""

from collections.abc import Mapping
from dataclasses import dataclass

from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE, TOOLS_FOLDER, is_category
from chotu_bot.domain.names import refusal as name_refusal
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.reviewing.values import State, Touched
from chotu_bot.vcs import Commit, Repository
from chotu_bot.vcs.trees import Change

FILES = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
_SIMILAR = "60%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Commits that are in the head and not in the base."""

    base: Commit
    """What they are to be merged into, as it is now."""
    head: Commit
    fork: Commit
    """Where the head left the base."""
    commits: tuple[Commit, ...]
    """Newest first."""
    changes: tuple[Change, ...]
    """Every path that differs between fork and head."""


def range_of(repository: Repository, base: str, head: str) -> Range:
    """The range between two revisions.

    Raises:
        NotFoundError: when one of them names no commit.
        RepositoryError: when they have no common ancestor, or history is cut off here.
    """
    ends = [_commit(repository, rev) for rev in (base, head)]
    forked = repository.git.ask("merge-base", ends[0].id, ends[1].id)
    if forked is None:
        raise RepositoryError(_unrelated(repository, base, head))
    fork = repository.commit(forked.decode().split()[0])
    listed = repository.git.run("rev-list", f"{fork.id}..{ends[1].id}").decode().split()
    return Range(
        base=ends[0],
        head=ends[1],
        fork=fork,
        commits=tuple(map(repository.commit, listed)),
        changes=tuple(repository.trees.difference(fork.tree, ends[1].tree)),
    )


def touches_tools(given: Range) -> bool:
    """Whether there is any tool to be judged."""
    return any(_place(change.path) for change in given.changes)


def touched_tools(repository: Repository, given: Range) -> tuple[Touched, ...]:
    """The tools that the range touches, sorted by folder."""
    places = sorted({place for change in given.changes if (place := _place(change.path))})
    moved = _renames(repository, given) if places else {}
    found = [_touched(repository, given, place, moved) for place in places]
    return tuple(one for one in found if one.before or one.after)


def state_of(repository: Repository, rev: str, folder: str) -> State | None:
    """The tool in ``folder`` as ``rev`` has it, or None."""
    tree = repository.tree_id(rev, folder)
    if tree is None:
        return None
    entries = repository.trees.entries(tree)
    there = [name for name in FILES if name in entries and entries[name].is_file]
    contents = repository.store.contents([entries[name].oid for name in there], "blob")
    return State(tree=tree, files=dict(zip(there, contents, strict=True)))


def _commit(repository: Repository, rev: str) -> Commit:
    found = repository.resolve(rev)
    if found is None:
        raise NotFoundError(f"there is no commit {rev!r} here; git fetch it, or name another")
    return repository.commit(found)


def _unrelated(repository: Repository, base: str, head: str) -> str:
    if (repository.location.common_folder / "shallow").exists():
        return "history is cut off here (a shallow clone); git fetch --unshallow brings the rest"
    return f"{base} and {head} have no common ancestor, so there is nothing to compare"


def _place(path: str) -> tuple[str, str] | None:
    """Category and name of the tool that a path belongs to."""
    parts = path.split("/")
    if len(parts) < 4 or parts[0] != str(TOOLS_FOLDER):
        return None
    known = is_category(parts[1]) and name_refusal(parts[2]) is None
    return (parts[1], parts[2]) if known else None


def _touched(
    repository: Repository, given: Range, place: tuple[str, str], moved: Mapping[str, str]
) -> Touched:
    category, name = place
    folder = f"{TOOLS_FOLDER}/{category}/{name}"
    before = state_of(repository, given.fork.id, folder)
    after = state_of(repository, given.head.id, folder)
    changed = before is not None and after is not None and before.tree != after.tree
    restored = changed and _was_there(repository, given.fork.id, folder, after)
    return Touched(
        category=category,
        name=name,
        before=before,
        after=after,
        restored=restored,
        renamed_to=moved.get(folder, "") if after is None else "",
    )


def _was_there(repository: Repository, rev: str, folder: str, state: State | None) -> bool:
    earlier = repository.history(folder, rev)
    return any(state and repository.tree_id(one.id, folder) == state.tree for one in earlier)


def _renames(repository: Repository, given: Range) -> Mapping[str, str]:
    """Folders whose tool.py git takes for moved, with where it went."""
    listed = repository.git.run(
        "diff-tree", "-r", "-z", f"-M{_SIMILAR}", "--diff-filter=R", "--name-status",
        given.fork.id, given.head.id, "--", str(TOOLS_FOLDER),
    )  # fmt: skip
    words = listed.decode("utf-8", "surrogateescape").split("\0")
    pairs = zip(words[1::3], words[2::3], strict=False)
    end = f"/{TOOL_FILE}"
    return {
        old.removesuffix(end): new.removesuffix(end)
        for old, new in pairs
        if old.endswith(end) and new.endswith(end)
    }
