"""Which paths a range may change: a tool's own files and the records that belong to them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chotu_bot.domain.contract import digest
from chotu_bot.domain.names import (
    EVIDENCE_FILE,
    REGISTRY_FOLDER,
    TEST_FILE,
    TOOL_FILE,
    TOOLS_FOLDER,
    is_category,
    refusal,
)
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status
from chotu_bot.errors import ConfigurationError
from chotu_bot.registry.checking import INDEX_PATH
from chotu_bot.reviewing.ranges import Range
from chotu_bot.reviewing.values import judged
from chotu_bot.settings import FILE, SECTIONS, load, shown
from chotu_bot.vcs import Commit, Repository
from chotu_bot.vcs.commits import BOT_EMAIL
from chotu_bot.vcs.trees import FILE as PLAIN
from chotu_bot.vcs.trees import Change

STATE_FOLDER = ".chotu"
CONFIGURATION = frozenset({FILE, "chotu.lock", "action.yml", ".gitattributes", ".gitmodules"})
CONFIGURATION_FOLDERS = ("templates/", ".github/")
"""What decides how tools are judged, or where the gate runs."""
_FILES = frozenset({TOOL_FILE, TEST_FILE, EVIDENCE_FILE})
_LEDGER = re.compile(r"registry/ledger/[a-z]+/(?P<digest>[0-9a-f]{64})\.json")
_KINDS = {
    "120000": ("symlink", "is a symbolic link; a tool is plain files"),
    "160000": ("submodule", "is a submodule; a tool is plain files"),
    "100755": ("executable", "is executable; tool files are not"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The rules for the paths of one range."""

    repository: Repository
    range: Range
    is_approved: Callable[[str], bool]
    """Whether a person approved the path as it is at the head."""

    def check(self) -> CheckResult:
        """Fail where the range changes more than it may."""
        findings = tuple(self._findings())
        count = len(self.range.changes)
        return judged("scope", findings, f"{count} files changed, none out of place")

    @property
    def restricted(self) -> bool:
        """Whether only tools and their records may change."""
        paths = (change.path for change in self.range.changes)
        return any(map(_is_of_tools, paths)) or any(map(_is_by_bot, self.range.commits))

    def _findings(self) -> Iterator[Finding]:
        restricted = self.restricted
        tools = {_tool_of(change.path) for change in self.range.changes} - {""}
        for change in self.range.changes:
            yield from self._of_kind(change, restricted=restricted)
            if _is_configuration(change.path):
                yield from self._of_configuration(change, restricted=restricted)
            elif _LEDGER.fullmatch(change.path):
                yield from self._of_ledger(change)
            elif restricted:
                yield from _outside(change, tools)
        if self.repository.trees.find(self.range.head.tree, STATE_FOLDER) is not None:
            yield _finding("state", STATE_FOLDER, "is the bot's own state, which is never kept")
        if not self.range.changes:
            yield _finding("empty", "", "the range changes nothing", Level.NOTE)

    def _of_kind(self, change: Change, *, restricted: bool) -> Iterator[Finding]:
        ours = restricted or change.path.partition("/")[0] == str(REGISTRY_FOLDER)
        if change.new is not None and change.new.mode != PLAIN and ours:
            rule, message = _KINDS.get(
                change.new.mode, ("file-kind", f"has mode {change.new.mode}; a tool is plain files")
            )
            yield _finding(rule, change.path, message)

    def _of_configuration(self, change: Change, *, restricted: bool) -> Iterator[Finding]:
        approved = not restricted and self.is_approved(change.path)
        why = (
            "a range that touches tools may not change what they are judged by"
            if restricted
            else "it changes what tools are judged by, which a person must approve (--approved)"
        )
        more = self._loosened() if change.path == FILE else ""
        yield _finding(
            "gate-configuration",
            change.path,
            f"{why}; the gate used the base's own{more}",
            Level.WARNING if approved else Level.ERROR,
        )

    def _loosened(self) -> str:
        """Which settings the head would change, as a clause."""
        texts = [self.repository.read(one.id, FILE) or b"" for one in _ends(self.range)]
        try:
            before, after = (load(text.decode(), {}) for text in texts)
        except (ConfigurationError, UnicodeDecodeError) as error:
            return f". The head's would not be valid: {error}"
        pairs = [
            (f"[{name}] {key}", getattr(getattr(before, name), key), getattr(section, key))
            for name, kind in SECTIONS.items()
            for section in [getattr(after, name)]
            for key in kind.__dataclass_fields__
        ]
        told = [f"{key} = {shown(new)}, was {shown(old)}" for key, old, new in pairs if old != new]
        return f". It would set {'; '.join(told)}" if told else ""

    def _of_ledger(self, change: Change) -> Iterator[Finding]:
        if change.old is not None:
            yield _finding("ledger", change.path, "is a recorded decision, which nobody rewrites")
        elif change.new is not None and change.new.is_file:
            content = self.repository.store.content(change.new.oid, "blob")
            if digest(content) not in change.path:
                yield _finding("ledger", change.path, "does not hold what its name says")


def unreadable_gate(code_is_heads: str) -> CheckResult:
    """Whether the gate that runs is the base's, or a release, and never the head's own.

    Args:
        code_is_heads: what of the gate comes from the head; empty where nothing does.
    """
    if not code_is_heads:
        reason = "code, configuration and templates of the gate do not come from the head"
        return CheckResult(check="gate_code", status=Status.PASS, reason=reason)
    message = (
        f"the gate that runs is not the base's: {code_is_heads}; "
        "run it from a checkout of the base, or from a release"
    )
    finding = Finding(rule="gate_code/heads-own", message=message, file=code_is_heads)
    return CheckResult(
        check="gate_code", status=Status.INCONCLUSIVE, reason=message, findings=(finding,)
    )


def _ends(given: Range) -> tuple[Commit, Commit]:
    return given.fork, given.head


def _is_of_tools(path: str) -> bool:
    # A file system that takes no notice of case would put it among the tools.
    return path.partition("/")[0].casefold() == str(TOOLS_FOLDER)


def _is_by_bot(commit: Commit) -> bool:
    ours = BOT_EMAIL in {commit.author.email, commit.committer.email}
    return ours or any(key.startswith("Chotu-") for key in commit.trailers)


def _is_configuration(path: str) -> bool:
    return path in CONFIGURATION or path.startswith(CONFIGURATION_FOLDERS)


def _tool_of(path: str) -> str:
    """``text/shout`` of a file of that tool, or of its record; empty for other paths."""
    parts = path.split("/")
    match parts:
        case [top, category, name, *rest] if top == str(TOOLS_FOLDER):
            plain = len(rest) == 1 and rest[0] in _FILES
            known = plain and is_category(category) and refusal(name) is None
            return f"{category}/{name}" if known else ""
        case _:
            return ""


def _record_of(path: str) -> str:
    """``text/shout`` of a record's path; empty for other paths."""
    parts = path.split("/")
    if len(parts) != 3 or parts[0] != str(REGISTRY_FOLDER) or not parts[2].endswith(".json"):
        return ""
    return f"{parts[1]}/{parts[2].removesuffix('.json')}"


def _outside(change: Change, tools: set[str]) -> Iterator[Finding]:
    path = change.path
    belongs = path == str(INDEX_PATH) or bool(_tool_of(path)) or _record_of(path) in tools
    if not belongs:
        what = (
            "is the record of no tool that the range touches"
            if _record_of(path)
            else "is no file of a tool, nor a record of one; change it in a range of its own"
        )
        yield _finding("outside", path, what)


def _finding(rule: str, path: str, message: str, level: Level = Level.ERROR) -> Finding:
    return Finding(rule=f"scope/{rule}", file=path, message=message, level=level)
