"""Answers as text for people and as JSON for programs; both say the same."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, assert_never

from chotu_bot.domain.answers import (
    Answer,
    Exists,
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
from chotu_bot.domain.verdict import Finding, Status, Verdict
from chotu_bot.publishing.values import moment_text

if TYPE_CHECKING:
    from chotu_bot.publishing import Proposal, Version
    from chotu_bot.registry import Row

_EXIT = {
    Exists: 0,
    Landed: 0,
    Proposed: 0,
    Rehearsed: 0,
    Rejected: 1,
    Unclear: 3,
    Refused: 3,
    NoGenerator: 4,
}
_MARKS = {
    Status.PASS: "ok",
    Status.FAIL: "FAIL",
    Status.SKIP: "skip",
    Status.INCONCLUSIVE: "??",
    Status.NOT_APPLICABLE: "n/a",
}
_SHOWN_FINDINGS = 10


def exit_code(answer: Answer, *, require_landed: bool = False) -> int:
    """The exit code of an answer; ``require_landed`` makes proposed a failure."""
    if require_landed and isinstance(answer, Proposed):
        return 1
    return _EXIT[type(answer)]


def row_json(row: "Row") -> dict[str, Json]:
    """One line of a listing."""
    return row.to_json()


def version_json(version: "Version") -> dict[str, Json]:
    """One state of a tool."""
    return version.to_json()


def version_row(version: "Version") -> tuple[str, ...]:
    """One state of a tool as a line of a table."""
    return (
        version.version or "-",
        moment_text(version.when),
        version.commit[:12],
        version.how,
        "-" if version.confidence is None else f"{version.confidence:.2f}",
        version.approved_by or "-",
        " ".join(version.why.split())[:100],
    )


def proposal_json(proposal: "Proposal") -> dict[str, Json]:
    """One open proposal."""
    return {
        "name": proposal.name,
        "version": proposal.record.version,
        "summary": proposal.record.summary,
        "risk": proposal.record.risk.value,
        "branch": proposal.branch,
        "commit": proposal.commit,
        "request": proposal.request,
        "seal": proposal.seal,
        "made": moment_text(proposal.made),
    }


def answer_text(answer: Answer) -> str:
    """The answer in a few lines: what happened, and what to do next."""
    return "\n".join(_answer_lines(answer))


def _answer_lines(answer: Answer) -> Iterable[str]:
    match answer:
        case Exists():
            yield f"exists: {answer.contract.name} {answer.contract.version}, which"
            yield f"  {answer.contract.summary}"
            yield f"call it: {answer.call}"
            yield "something else was meant? say more, or add --force"
        case Landed():
            yield from _headline("landed", answer.contract, answer.confidence)
            yield f"  {answer.contract.signature}"
            yield f"call it: {answer.call}"
            yield f"undo it: chotu-bot rollback {answer.contract.name}"
        case Proposed():
            yield from _headline("proposed", answer.contract, answer.confidence)
            yield f"it waits on branch {answer.branch} because {answer.why}"
            yield f"look at it: {answer.pull_request or f'chotu-bot show {answer.contract.name}'}"
            yield f"approve it: chotu-bot approve {answer.contract.name}"
        case Rehearsed():
            yield from _headline("rehearsed", answer.contract, answer.confidence)
            yield f"nothing was written; it would {answer.would}"
            yield ""
            yield answer.tool
            yield answer.tests
        case Rejected():
            yield f"rejected: {answer.name}: {answer.why}"
            yield from finding_lines(answer.verdict.findings)
            yield "nothing was written"
        case Unclear():
            yield f"unclear: {answer.why}"
            yield answer.ask
            yield from (f"  - {option}" for option in answer.options)
        case Refused():
            yield f"refused: {answer.why} [{answer.rule}]"
        case NoGenerator():
            yield f"no generator: {answer.why}"
            if answer.nearest:
                yield "the nearest recipes are:"
                yield from (f"  - {one}" for one in answer.nearest)
            yield answer.advice
        case _:
            assert_never(answer)


def _headline(word: str, contract: Contract, confidence: Confidence) -> Iterable[str]:
    yield (
        f"{word}: {contract.name} {contract.version} "
        f"(risk {contract.risk}, confidence {confidence.score:.2f})"
    )
    yield f"  {contract.summary}"


def finding_lines(findings: Sequence[Finding]) -> Iterable[str]:
    """The gravest findings, indented; says how many more there are."""
    ordered = sorted(findings, key=lambda one: ("error", "warning", "note").index(one.level))
    for finding in ordered[:_SHOWN_FINDINGS]:
        first, *rest = str(finding).splitlines()
        yield f"  {first}"
        yield from (f"      {line}" for line in rest)
    if len(ordered) > _SHOWN_FINDINGS:
        yield f"  … and {len(ordered) - _SHOWN_FINDINGS} more (--json shows all)"


def verdict_text(verdict: Verdict) -> str:
    """One line per check, then the findings."""
    lines = [
        f"{_MARKS[result.status]:>5}  {result.check:<13} {result.reason}"
        for result in verdict.results
    ]
    return "\n".join([*lines, *finding_lines(verdict.findings), f"verdict: {verdict.status}"])


def value_text(value: Json) -> str:
    """A result as JSON; text without quotes when it is meant to be read by a person."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns; the last column is as long as it is."""
    if not rows:
        return ""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]) - 1)]
    return "\n".join(
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]
        ).rstrip()
        for row in rows
    )
