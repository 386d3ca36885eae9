"""Judging one committed tool: the whole gate again, then everything that compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chotu_bot.domain.contract import Permissions, digest
from chotu_bot.domain.draft import Candidate
from chotu_bot.domain.names import TEST_FILE
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.toolfile import MalformedToolError
from chotu_bot.domain.verdict import CheckResult, Finding, Status, Verdict
from chotu_bot.gate.trial import Trial
from chotu_bot.reviewing.proof import Proof, candidate_of
from chotu_bot.reviewing.recorded import Remembered
from chotu_bot.reviewing.values import State, judged, not_applicable

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What became of one tool."""

    candidate: Candidate | None
    """None where no contract can be read."""
    verdict: Verdict
    remembered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Examiner:
    """Re-runs the gate on committed tools and compares their evidence."""

    judge: Callable[[Candidate], Verdict]
    bench: Callable[[Candidate], Trial]
    infer: Callable[[Candidate], Permissions]
    template_digest: Callable[[], str]
    fingerprint: Callable[[], str]
    """Digest of everything of ours that decides a verdict."""
    code: str
    """Digest of the program's own code alone, which needs no sandbox to be known."""
    remembered: Remembered

    def examine(self, state: State, before: State | None) -> Examined:
        """The gate, the evidence, and the tests of the version before, on one tool.

        Args:
            state: as it is committed.
            before: the version that it replaces, or None.

        Raises:
            SandboxUnavailableError: when nothing can be run safely.
        """
        question = self._question(state, before)
        try:
            candidate = candidate_of(state)
        except MalformedToolError as error:
            return Examined(candidate=None, verdict=_unreadable(error))
        known = self.remembered.get(question)
        if known is not None:
            return Examined(candidate=candidate, verdict=known, remembered=True)
        verdict = self._verdict(candidate)
        proof = Proof(infer=self.infer, template_digest=self.template_digest)
        results = [
            *verdict.results,
            proof.check(state, candidate, verdict, before),
            self._regression(candidate, verdict, before),
        ]
        answer = Verdict(results=tuple(results))
        self.remembered.put(question, answer)
        return Examined(candidate=candidate, verdict=answer)

    def _verdict(self, candidate: Candidate) -> Verdict:
        """The gate on tool and tests alone, which other evidence does not change."""
        files = {name: digest(content) for name, content in candidate.files.items()}
        question: dict[str, Json] = {"gate": self.fingerprint(), "candidate": {**files}}
        known = self.remembered.get(question)
        if known is None:
            known = self.judge(candidate)
            self.remembered.put(question, known)
        return known

    def _question(self, state: State, before: State | None) -> Mapping[str, Json]:
        return {
            "gate": self.fingerprint(),
            "files": {name: digest(content) for name, content in state.files.items()},
            "before": {
                name: digest(content) for name, content in (before.files if before else {}).items()
            },
        }

    def _regression(
        self, candidate: Candidate, verdict: Verdict, before: State | None
    ) -> CheckResult:
        """Run the tests of the version before on this one."""
        if before is None:
            return not_applicable("old_tests", "there was no such tool before")
        if before.tests == candidate.tests:
            return not_applicable("old_tests", "the tests are those of the version before")
        if not verdict.passed:
            reason = "the gate did not pass, so the old tests were not run"
            return CheckResult(check="old_tests", status=Status.SKIP, reason=reason)
        run = self.bench(replace(candidate, tests=before.tests)).forward
        red = [f"{one.id} {one.outcome}" for one in run.tests if one.outcome != "passed"]
        findings = tuple(
            Finding(
                rule="old_tests/red",
                message=f"a test of the version before fails: {one}",
                file=TEST_FILE,
            )
            for one in [*red, *run.errors][:_SHOWN]
        )
        return judged("old_tests", findings, f"{len(run.tests)} tests of the version before pass")


def _unreadable(error: MalformedToolError) -> Verdict:
    findings = tuple(error.findings)
    return Verdict(results=(judged("contract", findings, ""),))
