"""Answers, verdicts and contracts as JSON for programs."""

from typing import assert_never

from chotu_bot.domain.answers import (
    Answer,
    Diagnosed,
    Exists,
    Improvement,
    Landed,
    NoGenerator,
    Proposed,
    Refused,
    Rehearsed,
    Rejected,
    Unclear,
)
from chotu_bot.domain.contract import Contract
from chotu_bot.domain.draft import Confidence
from chotu_bot.domain.shapes import Json
from chotu_bot.domain.verdict import Finding, Verdict


def contract_json(contract: Contract) -> dict[str, Json]:
    """What a program needs to call the tool."""
    return {
        "name": contract.name,
        "version": contract.version,
        "summary": contract.summary,
        "category": contract.category,
        "keywords": list(contract.keywords),
        "signature": contract.signature,
        "arguments": contract.arguments_schema,
        "result": contract.result_schema,
        "permissions": contract.permissions.to_json(),
        "risk": contract.risk.value,
        "dependencies": list(contract.dependencies),
    }


def confidence_json(confidence: Confidence) -> Json:
    """Score and terms."""
    return {"score": confidence.score, "terms": dict(confidence.terms)}


def finding_json(finding: Finding) -> dict[str, Json]:
    """One finding."""
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "file": finding.file,
        "line": finding.line,
        "message": finding.message,
    }


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """Every check with its findings."""
    return {
        "status": verdict.status.value,
        "checks": [
            {
                "check": result.check,
                "status": result.status.value,
                "reason": result.reason,
                "measures": dict(result.measures),
                "findings": [finding_json(finding) for finding in result.findings],
            }
            for result in verdict.results
        ],
    }


def answer_json(answer: Answer) -> dict[str, Json]:
    """The answer as one JSON object; ``status`` says which it is."""
    start: dict[str, Json] = {"status": answer.status}
    match answer:
        case Exists():
            rest: dict[str, Json] = {"tool": contract_json(answer.contract), "call": answer.call}
        case Landed():
            rest = {
                "tool": contract_json(answer.contract),
                "commit": answer.commit,
                "branch": answer.branch,
                "confidence": confidence_json(answer.confidence),
                "rounds": answer.rounds,
                "call": answer.call,
            }
        case Proposed():
            rest = {
                "tool": contract_json(answer.contract),
                "commit": answer.commit,
                "branch": answer.branch,
                "confidence": confidence_json(answer.confidence),
                "rounds": answer.rounds,
                "why": answer.why,
                "approve": f"chotu-bot approve {answer.contract.name}",
                "pull_request": answer.pull_request,
            }
        case Rehearsed():
            rest = {
                "tool": contract_json(answer.contract),
                "confidence": confidence_json(answer.confidence),
                "rounds": answer.rounds,
                "would": answer.would,
                "source": answer.tool,
                "tests": answer.tests,
            }
        case Rejected():
            rest = {
                "name": answer.name,
                "why": answer.why,
                "rounds": answer.rounds,
                "verdict": verdict_json(answer.verdict),
            }
        case Unclear():
            rest = {"why": answer.why, "ask": answer.ask, "options": list(answer.options)}
        case Refused():
            rest = {"rule": answer.rule, "why": answer.why}
        case NoGenerator():
            rest = {"why": answer.why, "nearest": list(answer.nearest), "advice": answer.advice}
        case _:
            assert_never(answer)
    return {**start, **rest}


def improvement_json(answer: Improvement) -> dict[str, Json]:
    """As ``answer_json``, for what comes of a reported failure."""
    if not isinstance(answer, Diagnosed):
        return answer_json(answer)
    return {
        "status": answer.status,
        "tool": answer.tool,
        "cause": answer.cause,
        "rule": answer.rule,
        "why": answer.why,
        "advice": answer.advice,
    }
