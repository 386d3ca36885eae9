"""Evidence: everything the gate saw about a candidate, as an in-toto Statement."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chotu_bot.domain.contract import Permissions, canonical_json, digest
from chotu_bot.domain.draft import Candidate, Confidence, Round
from chotu_bot.domain.header import example_to_json
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import CheckResult, Finding, Status, Verdict

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://in-toto.io/attestation/test-result/v0.1"
_OF_THE_MACHINE = frozenset({"canaries"})
"""Checks whose answer says something of this machine's gate, and nothing of the candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is kept beside a tool; only facts that come out the same when derived again."""

    candidate: Candidate
    verdict: Verdict
    rounds: tuple[Round, ...]
    """Every round, the passing one last."""
    confidence: Confidence
    created: str
    """UTC, ISO 8601, whole seconds."""
    template_digest: str
    """sha256 over the templates that the files were rendered from."""
    inferred: Permissions = field(default_factory=Permissions)
    lineage: Mapping[str, Json] = field(default_factory=dict)
    """``previous``: version and tool digest that this version replaces; empty for a first one."""

    def to_bytes(self) -> bytes:
        """The file ``evidence.json``."""
        return canonical_json(self._statement())

    def _statement(self) -> Json:
        return {
            "_type": STATEMENT_TYPE,
            "predicateType": PREDICATE_TYPE,
            "subject": [
                {"name": name, "digest": {"sha256": digest(content)}}
                for name, content in sorted(self.candidate.files.items())
            ],
            "predicate": self._predicate(),
        }

    def _predicate(self) -> Json:
        return {
            "result": "PASSED" if self.verdict.passed else "FAILED",
            "configuration": [{"name": "templates", "digest": {"sha256": self.template_digest}}],
            "passedTests": _names(self.verdict, Status.PASS),
            "failedTests": _names(self.verdict, Status.FAIL),
            "created": self.created,
            "request": self._request(),
            "generator": self._generator(),
            "checks": [_check_json(result) for result in _kept(self.verdict)],
            "rounds": [_round_json(one) for one in self.rounds],
            "permissions": {
                "declared": self.candidate.contract.permissions.to_json(),
                "inferred": self.inferred.to_json(),
            },
            "confidence": {
                "score": self.confidence.score,
                "terms": dict(self.confidence.terms),
            },
            "lineage": dict(self.lineage),
        }

    def _request(self) -> Json:
        request = self.candidate.request
        return {
            "text": request.text,
            "digest": request.digest,
            "origin": request.origin,
            "examples": [example_to_json(example) for example in request.examples],
        }

    def _generator(self) -> dict[str, Json]:
        author = self.candidate.authorship
        return {
            "name": author.generator,
            "source": author.source,
            "prompt_digest": author.prompt_digest,
            "independent_tests": author.independent_tests,
            **self._composed_from(),
        }

    def _composed_from(self) -> dict[str, Json]:
        """The digests of the components, of a composed tool alone."""
        marks: list[Json] = [*self.candidate.contract.composed_from]
        return {"composed_from": marks} if marks else {}


def created_now() -> str:
    """The present, or SOURCE_DATE_EPOCH where it is set, in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _names(verdict: Verdict, status: Status) -> list[Json]:
    return [result.check for result in _kept(verdict) if result.status is status]


def _kept(verdict: Verdict) -> list[CheckResult]:
    return [result for result in verdict.results if result.check not in _OF_THE_MACHINE]


def _check_json(result: CheckResult) -> Json:
    return {
        "check": result.check,
        "status": result.status.value,
        "reason": result.reason,
        "measures": dict(result.measures),
        "findings": _findings_json(result.findings),
    }


def _round_json(one: Round) -> Json:
    return {
        "number": one.number,
        "status": one.verdict.status.value,
        "tool": digest(one.candidate.tool),
        "tests": digest(one.candidate.tests),
        "findings": _findings_json(
            [found for found in one.verdict.findings if not one.verdict.passed]
        ),
    }


def _findings_json(findings: Sequence[Finding]) -> list[Json]:
    return [
        {
            "rule": found.rule,
            "level": found.level.value,
            "file": found.file,
            "line": found.line,
            "message": found.message,
        }
        for found in findings
    ]
