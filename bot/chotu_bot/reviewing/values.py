"""What the merge gate speaks in: ranges, touched tools, approvals, and the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from chotu_bot.domain.names import EVIDENCE_FILE, TEST_FILE, TOOL_FILE
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict

How = Literal["added", "changed", "removed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A tool's folder in one commit."""

    tree: str
    """Id of the folder."""
    files: Mapping[str, bytes]
    """Of tool.py, test_tool.py and evidence.json those that are regular files."""

    @property
    def tool(self) -> bytes:
        """tool.py; empty where there is none."""
        return self.files.get(TOOL_FILE, b"")

    @property
    def tests(self) -> bytes:
        """test_tool.py; empty where there is none."""
        return self.files.get(TEST_FILE, b"")

    @property
    def evidence(self) -> bytes | None:
        """evidence.json, or None."""
        return self.files.get(EVIDENCE_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A tool that differs between base and head."""

    category: str
    name: str
    before: State | None
    after: State | None
    restored: bool = False
    """Whether the head holds a state that an earlier commit of the base held, as after a
    rollback."""
    renamed_to: str = ""
    """The folder it seems to have moved to; empty where it did not move."""

    @property
    def how(self) -> How:
        """What became of it."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "unchanged" if self.before.tree == self.after.tree else "changed"

    @property
    def folder(self) -> str:
        """Where it lies in the repository."""
        return f"generated_tools/{self.category}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's word for what a commit held."""

    by: str
    commit: str
    tool: str = ""
    """The tool it is about; empty for everything in the range."""
    proven: bool = True
    """Whether somebody vouches for it: the one who runs the gate, or a signature that git
    accepts. A trailer alone is only words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReport:
    """What the merge gate made of one tool."""

    name: str
    folder: str
    how: How
    verdict: Verdict
    remembered: bool = False
    """Whether the very same question was answered before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeReport:
    """What the merge gate made of a range of commits."""

    base: str
    head: str
    fork: str
    """Where the head left the base."""
    verdict: Verdict
    """Of the range as a whole: scope, registry, and that the gate is not the head's own."""
    tools: tuple[ToolReport, ...] = field(default=())

    @property
    def status(self) -> Status:
        """PASS when everything passed, FAIL when anything failed, else INCONCLUSIVE."""
        states = {self.verdict.status, *(one.verdict.status for one in self.tools)}
        if Status.FAIL in states:
            return Status.FAIL
        return Status.PASS if states == {Status.PASS} else Status.INCONCLUSIVE

    @property
    def passed(self) -> bool:
        """Whether the range may be merged."""
        return self.status is Status.PASS

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, with paths from the top of the repository."""
        return (*self.verdict.findings, *(one for tool in self.tools for one in placed(tool)))


def placed(report: ToolReport) -> tuple[Finding, ...]:
    """The findings about a tool, with paths from the top of the repository."""
    return tuple(
        Finding(
            rule=one.rule,
            message=one.message,
            level=one.level,
            file=f"{report.folder}/{one.file}" if "/" not in one.file else one.file,
            line=one.line,
        )
        for one in report.verdict.findings
    )


def judged(check: str, findings: tuple[Finding, ...], good: str) -> CheckResult:
    """Fail where a finding is an error, else pass because of ``good``."""
    errors = [one for one in findings if one.level is Level.ERROR]
    return CheckResult(
        check=check,
        status=Status.FAIL if errors else Status.PASS,
        reason=errors[0].message.splitlines()[0] if errors else good,
        findings=findings,
    )


def not_applicable(check: str, reason: str) -> CheckResult:
    """A check that has nothing to say here."""
    return CheckResult(check=check, status=Status.NOT_APPLICABLE, reason=reason)
