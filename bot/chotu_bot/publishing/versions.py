"""The versions a tool has had on the served branch, read from plain history."""

from collections.abc import Mapping
from dataclasses import dataclass

from chotu_bot.domain.names import (
    CATEGORIES,
    EVIDENCE_FILE,
    TEST_FILE,
    TOOL_FILE,
    refusal,
    tool_folders,
)
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.errors import NotFoundError, RepositoryError
from chotu_bot.publishing.values import How, Version
from chotu_bot.registry import Record, record_of
from chotu_bot.registry.records import request_of
from chotu_bot.vcs import Commit, Repository

_FILES = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
_BACK = {"Chotu-Rollback-From", "Chotu-Undone", "Chotu-Restored"}


@dataclass(frozen=True, slots=True)
class _State:
    """Where a tool was at a commit; None and None when it was not there."""

    category: str | None
    tree: str | None


class Versions:
    """Versions of tools, following the first parents of the served branch."""

    def __init__(self, repository: Repository, served: str) -> None:
        self._repository = repository
        self._served = served

    def history(self, name: str) -> tuple[Version, ...]:
        """Every state of the tool, newest first.

        Raises:
            NotFoundError: when there never was such a tool.
        """
        found = [self._version(commit, state) for commit, state in self._states(name)]
        if not found:
            raise NotFoundError(f"there is no tool {name!r}, and never was on {self._served}")
        return tuple(found)

    def find(self, name: str, version: str) -> Version:
        """The newest state of the tool that carries ``version``.

        Raises:
            NotFoundError: naming the versions there are.
        """
        history = self.history(name)
        for one in history:
            if one.tree and one.version == version:
                return one
        there = ", ".join(dict.fromkeys(one.version for one in history if one.tree))
        raise NotFoundError(f"{name} has no version {version}; there are: {there}")

    def previous(self, name: str) -> Version:
        """The version that the present one was built on.

        History alone decides: a state's predecessor is what stood when the state first came, so
        two rollbacks go two versions back, and a version learned after a rollback goes back to
        what it replaced.

        Raises:
            NotFoundError: when the tool is not there now.
            RepositoryError: when the present version is the first.
        """
        self.present(name)
        states = [state for _, state in self._states(name)]
        present = states[0]
        first_seen = len(states) - 1 - states[::-1].index(present)
        before = states[first_seen + 1] if first_seen + 1 < len(states) else _State(None, None)
        if before.tree is None:
            raise RepositoryError(
                f"this is the first version of {name}; chotu-bot rollback {name} --remove takes "
                "the tool away"
            )
        history = self.history(name)
        return next(one for one in history if _State(one.category, one.tree) == before)

    def present(self, name: str) -> Version:
        """The version that is there now.

        Raises:
            NotFoundError: when the tool is not there now.
        """
        states = self._states(name)
        if not states or states[0][1].tree is None:
            raise NotFoundError(
                f"there is no tool {name!r} on {self._served} now; see: chotu-bot history {name}"
            )
        return self._version(*states[0])

    def files(self, version: Version) -> Mapping[str, bytes]:
        """The files of a version by name."""
        contents = self._repository.read_all(version.tree, _FILES)
        held = zip(_FILES, contents, strict=True)
        return {name: content for name, content in held if content is not None}

    def difference(self, name: str, old: str, new: str) -> str:
        """A unified diff of two versions of a tool.

        Raises:
            NotFoundError: when one of them does not exist.
        """
        trees = (self.find(name, old).tree, self.find(name, new).tree)
        return self._repository.git.run(
            "diff", "--no-color", "--no-ext-diff", "--no-textconv", *trees
        ).decode("utf-8", "replace")

    def record(self, version: Version) -> Record:
        """The record of a version."""
        files = self.files(version)
        return record_of(files[TOOL_FILE], files.get(TEST_FILE), files.get(EVIDENCE_FILE))

    def _states(self, name: str) -> list[tuple[Commit, _State]]:
        reason = refusal(name)
        if reason is not None:
            raise NotFoundError(f"there is no such tool: {reason}")
        tip = self._repository.require_tip(self._served)
        folders = list(tool_folders(name).values())
        commits = self._repository.history(folders, tip)
        states = [(commit, self._state(commit.id, folders)) for commit in commits]
        older = [state for _, state in states[1:]]
        # A person may have put other files into the folder and taken them out again.
        pairs = zip(states, [*older, _State(None, None)], strict=False)
        return [pair for pair, before in pairs if pair[1] != before]

    def _state(self, commit: str, folders: list[str]) -> _State:
        found = self._repository.store.find_all([f"{commit}:{folder}" for folder in folders])
        for category, one in zip(CATEGORIES, found, strict=True):
            if one is not None:
                return _State(category, one.oid)
        return _State(None, None)

    def _version(self, commit: Commit, state: _State) -> Version:
        approved = commit.trailers.get("Chotu-Approved-By", "")
        if state.tree is None:
            return Version(
                version="", commit=commit.id, when=commit.committer.at, how="removed",
                why=commit.subject, confidence=None, approved_by=approved, category="", tree="",
            )  # fmt: skip
        record = self._record(state)
        request = request_of(self._repository.read(state.tree, EVIDENCE_FILE))[0]
        return Version(
            version=record.version if record else "?",
            commit=commit.id,
            when=commit.committer.at,
            how=_how(commit),
            why=request or commit.subject,
            confidence=record.confidence if record else None,
            approved_by=approved,
            category=state.category or "",
            tree=state.tree,
        )

    def _record(self, state: _State) -> Record | None:
        try:
            return record_of_folder(self._repository, state.tree or "")
        except MalformedToolError:
            # Somebody committed it by hand; the history shows it as unreadable.
            return None


def record_of_folder(repository: Repository, tree: str) -> Record:
    """The record of the tool whose folder is the tree.

    Raises:
        MalformedToolError: when no record can be made of it.
    """
    tool, tests, evidence = repository.read_all(tree, _FILES)
    return record_of(tool or b"", tests, evidence)


def _how(commit: Commit) -> How:
    if _BACK & commit.trailers.keys():
        return "rolled back"
    return "landed" if "Chotu-Tool" in commit.trailers else "by hand"
