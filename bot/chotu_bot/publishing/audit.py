"""The audit: history is walked, and every tool file in it must have come through the gate."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chotu_bot.domain.contract import digest
from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE, TOOLS_FOLDER
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.domain.verdict import Finding, Level
from chotu_bot.errors import RepositoryError
from chotu_bot.registry import record_of
from chotu_bot.vcs import Commit, Repository
from chotu_bot.vcs.trees import FILE

_FILES = (TOOL_FILE, TEST_FILE, EVIDENCE_FILE)
_NAMED = 5
_FINE = frozenset({"pass", "not_applicable"})
_SIGNATURES = {
    "N": "is not signed",
    "B": "has a bad signature",
    "U": "is signed by a key that nobody here vouches for",
    "E": "has a signature that cannot be checked here",
    "X": "has a signature that has expired",
    "Y": "is signed by a key that has expired",
    "R": "is signed by a key that was revoked",
}

State = tuple[str, str]
"""A folder below ``generated_tools`` (``text/slugify``) and the id of its tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What an audit saw."""

    tip: str
    """The commit that was audited, with all its history."""
    commits: int
    landings: int
    """Commits that brought a version of a tool, with evidence that fits it."""
    tools: int
    """Tools at the tip."""
    findings: tuple[Finding, ...]
    """An error concerns what is at the tip, a warning what history alone still holds."""


class Audit:
    """One walk over the history of the served branch.

    A version of a tool has come through the gate when a commit that says so by its trailers
    brings exactly that tool's folder, holding nothing but tool, tests and evidence, with the
    evidence that the commit names, which is of these very files and has no check that failed.
    Wherever else a folder turns up (a rollback, a revert, a merge, a restored checkpoint), it
    must be one of those versions, unchanged. What came otherwise, as by a squash made elsewhere, is
    told in a warning where its own evidence fits, and is an error where it does not.

    Evidence is compared, not believed in full: only running the gate again, or signatures, tell
    evidence that somebody made up altogether.
    """

    def __init__(self, repository: Repository, served: str) -> None:
        self._repository = repository
        self._tip = repository.require_tip(served)

    def run(self) -> Audited:
        """Walk all commits, oldest first.

        Raises:
            RepositoryError: when history is cut off, as in a shallow clone.
        """
        if (self._repository.location.common_folder / "shallow").exists():
            raise RepositoryError(
                "history is cut off here (a shallow clone), so nothing can be proven; "
                "git fetch --unshallow brings the rest"
            )
        commits = self._repository.history("", self._tip, first_parent=False)[::-1]
        trees = {commit.id: self._tools_tree(commit) for commit in commits}
        faults: dict[str, str] = {}
        gated: set[State] = set()
        landings = 0
        for commit in commits:
            if not _claims_a_version(commit):
                continue
            brought = self._brought(commit, trees, first_parent=True)
            fault = self._fault(commit, brought)
            if fault:
                faults[commit.id] = fault
            else:
                gated.update(brought)
                landings += len(commit.parents) > 1
        present = set(self._states(trees[self._tip]))
        findings: list[Finding] = []
        for commit in commits:
            brought = self._brought(commit, trees, first_parent=False)
            strange = [state for state in brought if state not in gated]
            findings.extend(self._findings(commit, strange, present, faults.get(commit.id, "")))
        return Audited(
            tip=self._tip,
            commits=len(commits),
            landings=landings,
            tools=len(present),
            findings=tuple(findings),
        )

    def signatures(self) -> tuple[Finding, ...]:
        """Commits of ours whose signature is missing, bad, or by nobody who is trusted here.

        Git's own configuration decides whom to trust (``gpg.ssh.allowedSignersFile``).
        """
        listed = self._repository.git.run("log", "--format=%H %G?", "--end-of-options", self._tip)
        states = dict(line.split(" ", 1) for line in listed.decode().splitlines())
        return tuple(
            Finding(
                rule="audit/signature",
                file=commit.trailers.get("Chotu-Tool", ""),
                message=f"commit {commit.id[:12]} {_SIGNATURES[states[commit.id]]}",
            )
            for commit in self._repository.history("", self._tip, first_parent=False)
            if any(one.startswith("Chotu-") for one in commit.trailers)
            and states[commit.id] in _SIGNATURES
        )

    def _tools_tree(self, commit: Commit) -> str | None:
        entry = self._repository.trees.find(commit.tree, str(TOOLS_FOLDER))
        return entry.oid if entry else None

    def _brought(
        self, commit: Commit, trees: Mapping[str, str | None], *, first_parent: bool
    ) -> tuple[State, ...]:
        """Tool folders that are at the commit as they were at none of its parents."""
        parents = commit.parents[:1] if first_parent else commit.parents
        if not parents:
            return tuple(self._states(trees[commit.id]))
        news = [set(self._news(trees[one], trees[commit.id])) for one in parents]
        return tuple(sorted(set.intersection(*news)))

    def _news(self, old: str | None, new: str | None) -> Iterator[State]:
        trees = self._repository.trees
        changed = {_folder(change.path) for change in trees.difference(old, new)}
        for folder in sorted(changed):
            entry = trees.find(new, folder) if new else None
            if entry is not None:
                yield folder, entry.oid

    def _states(self, tree: str | None) -> Iterator[State]:
        return self._news(None, tree)

    def _fault(self, commit: Commit, brought: tuple[State, ...]) -> str:
        """Why a commit that claims to bring a version does not; nothing where it does."""
        name, marks = commit.trailers["Chotu-Tool"], commit.trailers
        if [folder.partition("/")[2] for folder, _ in brought] != [name]:
            others = ", ".join(folder for folder, _ in brought) or "nothing"
            return f"it says that it brings {name}, and brings {others}"
        ((_, tree),) = brought
        return self._misfit(tree) or self._fault_of_marks(tree, marks)

    def _misfit(self, tree: str) -> str:
        """Why a folder is not a version that its own evidence vouches for, or nothing."""
        found = self._repository.store.find(tree)
        entries = self._repository.trees.entries(tree) if found and found.kind == "tree" else {}
        if {key: one.mode for key, one in entries.items()} != dict.fromkeys(_FILES, FILE):
            return f"the folder holds {', '.join(sorted(entries)) or 'no files of a tool'}"
        return _fault_of_files(self._files(tree))

    def _fault_of_marks(self, tree: str, marks: Mapping[str, str]) -> str:
        files, version = self._files(tree), marks.get("Chotu-Version")
        if digest(files[EVIDENCE_FILE]) != marks["Chotu-Evidence"]:
            return f"{EVIDENCE_FILE} is not the one that the commit names"
        found = record_of(*(files[one] for one in _FILES)).version
        if found != version:
            return f"the tool calls itself {found}, and the commit says {version}"
        return ""

    def _files(self, tree: str) -> Mapping[str, bytes]:
        entries = self._repository.trees.entries(tree)
        contents = self._repository.store.contents([entries[one].oid for one in _FILES], "blob")
        return dict(zip(_FILES, contents, strict=True))

    def _findings(
        self, commit: Commit, strange: list[State], present: set[State], fault: str
    ) -> Iterator[Finding]:
        """What is amiss with folders that no landing brought; those with evidence in one line."""
        faults = {state: fault or self._misfit(state[1]) for state in strange}
        for state, why in faults.items():
            if why:
                rule = "audit/forged" if fault else "audit/by-hand"
                yield _finding(rule, commit, state, why, still=state in present)
        vouched = [folder for (folder, _), why in faults.items() if not why]
        if vouched:
            yield _unlanded(commit, vouched)


def _claims_a_version(commit: Commit) -> bool:
    return {"Chotu-Tool", "Chotu-Evidence"} <= commit.trailers.keys()


def _folder(path: str) -> str:
    """``text/slugify`` of a path below it; what lies nearer to the top stands for itself."""
    return "/".join(path.split("/")[:2])


def _finding(rule: str, commit: Commit, state: State, why: str, *, still: bool) -> Finding:
    return Finding(
        rule=rule,
        file=f"{TOOLS_FOLDER}/{state[0]}",
        message=f"commit {commit.id[:12]} by {commit.author.name}: {why}"
        + ("" if still else "; it is not there any more"),
        level=Level.ERROR if still else Level.WARNING,
    )


def _unlanded(commit: Commit, folders: list[str]) -> Finding:
    """A squash, or a copy of somebody's work: the evidence fits, its landing is not to be seen."""
    names = ", ".join(folders[:_NAMED]) + (" …" if len(folders) > _NAMED else "")
    return Finding(
        rule="audit/no-landing",
        file=str(TOOLS_FOLDER),
        message=f"commit {commit.id[:12]} by {commit.author.name} is no landing, and brought "
        f"{len(folders)} versions whose evidence fits: {names}; "
        "chotu-bot verify TOOL runs the gate on one again",
        level=Level.WARNING,
    )


def _fault_of_files(files: Mapping[str, bytes]) -> str:
    try:
        statement: Any = json.loads(files[EVIDENCE_FILE])
        predicate = statement["predicate"]
        subjects = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
        bad = [one["check"] for one in predicate["checks"] if one["status"] not in _FINE]
        passed = predicate["result"] == "PASSED" and predicate["checks"]
        record_of(*(files[one] for one in _FILES))
    except (ValueError, LookupError, TypeError, MalformedToolError) as error:
        return f"{EVIDENCE_FILE} or {TOOL_FILE} cannot be read: {error}"
    if subjects != {one: digest(files[one]) for one in (TOOL_FILE, TEST_FILE)}:
        return "the evidence is of other files"
    if bad or not passed:
        return f"the gate did not pass it: {', '.join(bad) or 'no checks'}"
    return ""
