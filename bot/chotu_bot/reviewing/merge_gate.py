"""The merge gate: every tool that a range touches, judged again with what the base holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chotu_bot.domain.contract import Risk
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import CheckResult, Finding, Verdict
from chotu_bot.registry import Registry
from chotu_bot.registry.checking import check_landing
from chotu_bot.reviewing.approvals import Approvals
from chotu_bot.reviewing.compatibility import compatibility
from chotu_bot.reviewing.examiner import Examiner
from chotu_bot.reviewing.ranges import Range, range_of, state_of, touched_tools
from chotu_bot.reviewing.scope import Scope, unreadable_gate
from chotu_bot.reviewing.values import RangeReport, ToolReport, Touched, judged, not_applicable
from chotu_bot.vcs import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What whoever runs the merge gate asks for."""

    approved: Sequence[str] = ()
    """``who@commit``: approvals that they vouch for."""
    require_approval: bool = False
    """Whether a tool that a person must approve fails without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeGate:
    """Judges ranges of commits. Nothing that the head holds can change how."""

    repository: Repository
    examiner: Examiner
    bar: Risk
    """The risk at and above which a person must approve, as the base says."""
    heads_own: str
    """What of the running gate comes from the head; empty where nothing does."""
    stage: Callable[[str, str], None]

    def judge(self, given: Range, demands: Demands) -> RangeReport:
        """The whole range.

        Raises:
            SandboxUnavailableError: when nothing can be run safely.
        """
        approvals = Approvals(self.repository, given, demands.approved)
        scope = Scope(repository=self.repository, range=given, is_approved=approvals.covers_path)
        tools = touched_tools(self.repository, given)
        results = (scope.check(), unreadable_gate(self.heads_own), self._registry(given))
        reports = tuple(self._tool(one, given, approvals, demands) for one in tools)
        self.examiner.remembered.tidy()
        return RangeReport(
            base=given.base.id,
            head=given.head.id,
            fork=given.fork.id,
            verdict=Verdict(results=results),
            tools=reports,
        )

    def _registry(self, given: Range) -> CheckResult:
        """The registry at the head: what the range touches, where the fork's is right, else all."""
        remembered = self.examiner.remembered
        question: dict[str, Json] = {"registry": self._registry_key(given.fork.tree)}
        if remembered.get(question) is not None:
            findings = check_landing(self.repository, given.fork.tree, given.head.tree)
        else:
            findings = Registry(self.repository, given.head.id).check()
        result = judged("registry", findings, "it is what the tools at the head make it")
        if not result.errors:
            fine = Verdict(results=(result,))
            remembered.put({"registry": self._registry_key(given.head.tree)}, fine)
        return result

    def _registry_key(self, tree: str) -> list[Json]:
        find = self.repository.trees.find
        entries = [find(tree, name) for name in ("generated_tools", "registry")]
        return [self.examiner.code, *(one.oid if one else None for one in entries)]

    def _tool(
        self, tool: Touched, given: Range, approvals: Approvals, demands: Demands
    ) -> ToolReport:
        approved = approvals.covering(tool) is not None
        comparison = compatibility(tool, approved=approved)
        if tool.after is None:
            needs = "" if approved else comparison.reason
            results: tuple[CheckResult, ...] = (
                comparison,
                approvals.check(tool, needs, required=demands.require_approval),
            )
            return self._report(tool, Verdict(results=results), remembered=False)
        # What a rollback brings back replaces nothing that it was made on.
        before = None if tool.restored else tool.before
        examined = self.examiner.examine(tool.after, before)
        needs = self._needs(examined.candidate, comparison)
        verdict = Verdict(
            results=(
                *examined.verdict.results,
                self._standing(tool, given),
                comparison,
                approvals.check(tool, needs, required=demands.require_approval),
            )
        )
        return self._report(tool, verdict, remembered=examined.remembered)

    def _needs(self, candidate: Candidate | None, comparison: CheckResult) -> str:
        """Why a person must approve a tool; empty where nobody must."""
        if comparison.errors:
            return comparison.errors[0].message
        if candidate is not None and candidate.contract.risk.rank >= self.bar.rank:
            return (
                f"its risk is {candidate.contract.risk}; [security] require_approval = {self.bar}"
            )
        return ""

    def _standing(self, tool: Touched, given: Range) -> CheckResult:
        """Whether the base still holds what the range was made on."""
        if given.base.id == given.fork.id:
            return not_applicable("base", "the range is made on the base as it is")
        now = state_of(self.repository, given.base.id, tool.folder)
        same = (now.tree if now else None) == (tool.before.tree if tool.before else None)
        finding = Finding(
            rule="base/moved",
            message="the base holds another version of it by now; rebase, and judge it again",
        )
        return judged("base", () if same else (finding,), "the base holds what it was made on")

    def _report(self, tool: Touched, verdict: Verdict, *, remembered: bool) -> ToolReport:
        self.stage("tool", f"{tool.folder} {tool.how}: {verdict.status}")
        return ToolReport(
            name=tool.name,
            folder=tool.folder,
            how=tool.how,
            verdict=verdict,
            remembered=remembered,
        )


__all__ = ["Demands", "MergeGate", "range_of"]
