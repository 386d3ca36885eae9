"""Evidence is derived again and compared: whatever was edited in it is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chotu_bot.domain.contract import Permissions, canonical_json
from chotu_bot.domain.draft import Candidate, Round
from chotu_bot.domain.evidence import Evidence
from chotu_bot.domain.verdict import CheckResult, Finding, Level, Status, Verdict
from chotu_bot.learning.confidence import confidence
from chotu_bot.reviewing.proof import Proof, candidate_of, read_claims
from chotu_bot.reviewing.values import State
from sample_tools import candidate_of as sample
from sample_tools import lineage_of, tool_files

SURVIVOR = Finding(rule="mutation/survivor", message="- a\n+ b", level=Level.NOTE, line=3)
SEEN = Verdict(
    results=(
        CheckResult(check="contract", status=Status.PASS, reason="the shape is right"),
        CheckResult(check="canaries", status=Status.NOT_APPLICABLE, reason="not examined"),
        CheckResult(check="tests", status=Status.PASS, reason="3 passed", measures={"tests": 3}),
        CheckResult(check="held_out", status=Status.NOT_APPLICABLE, reason="none"),
        CheckResult(
            check="mutation",
            status=Status.PASS,
            reason="9 of 10 mutants killed",
            findings=(SURVIVOR,),
            measures={"mutants": 10, "killed": 9},
        ),
    )
)
PROOF = Proof(infer=lambda _: Permissions(), template_digest=lambda: "0" * 64)


def evidence_of(candidate: Candidate, verdict: Verdict = SEEN, **more: Any) -> bytes:
    return Evidence(
        candidate=candidate,
        verdict=verdict,
        rounds=(Round(number=0, candidate=candidate, verdict=verdict),),
        confidence=confidence(candidate, verdict, 0),
        created="2026-01-02T03:04:05Z",
        template_digest="0" * 64,
        **more,
    ).to_bytes()


def state(evidence: bytes | None, candidate: Candidate | None = None) -> State:
    files = dict((candidate or sample("shout")).files)
    if evidence is not None:
        files["evidence.json"] = evidence
    return State(tree="1" * 40, files=files)


def told(
    evidence: bytes | None, *, before: State | None = None, verdict: Verdict = SEEN
) -> list[str]:
    held = state(evidence)
    result = PROOF.check(held, candidate_of(held), verdict, before)
    assert (result.status is Status.FAIL) == bool(result.errors)
    return [one.rule for one in result.findings]


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    statement = json.loads(evidence_of(sample("shout")))
    change(statement)
    return canonical_json(statement)


def test_evidence_that_comes_out_again_passes() -> None:
    assert told(evidence_of(sample("shout"))) == []


def checks(statement: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in statement["predicate"]["checks"] if one["check"] == name
    )
    return found


def drop(statement: dict[str, Any], name: str) -> None:
    held = statement["predicate"]["checks"]
    held[:] = [one for one in held if one["check"] != name]


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a count": lambda one: checks(one, "mutation")["measures"].update(killed=10),
    "a survivor left out": lambda one: checks(one, "mutation").update(findings=[]),
    "a status": lambda one: checks(one, "tests").update(status="fail"),
    "a check left out": lambda one: drop(one, "tests"),
    "a check made up": lambda one: one["predicate"]["checks"].append(
        {"check": "formal_proof", "status": "pass"}
    ),
    "no checks at all": lambda one: one["predicate"].update(checks="all of them"),
    "the score": lambda one: one["predicate"]["confidence"].update(score=0.99),
    "a term": lambda one: one["predicate"]["confidence"]["terms"].update(risk=99),
    "independence": lambda one: one["predicate"]["generator"].update(independent_tests=False),
    "fewer rounds": lambda one: one["predicate"]["rounds"].extend([{}, {}]),
    "the last round": lambda one: one["predicate"]["rounds"][-1].update(tool="0" * 64),
    "no rounds": lambda one: one["predicate"].update(rounds=[]),
    "permissions": lambda one: one["predicate"]["permissions"].update(inferred={"system": True}),
    "the request": lambda one: one["predicate"]["request"].update(text="another"),
    "the digest": lambda one: one["predicate"]["request"].update(digest="0" * 64),
    "passed tests": lambda one: one["predicate"].update(passedTests=["everything"]),
    "the result": lambda one: one["predicate"].update(result="EXCELLENT"),
    "the type": lambda one: one.update(_type="https://example.org"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_whatever_was_edited_is_forged(name: str) -> None:
    found = told(edited(FORGERIES[name]))
    assert set(found) == {"evidence/forged"}


def test_evidence_of_a_gate_that_fails_now_is_forged() -> None:
    failed = CheckResult(check="tests", status=Status.FAIL, reason="1 failed")
    verdict = Verdict(results=(SEEN.results[0], failed))
    assert "evidence/forged" in told(evidence_of(sample("shout")), verdict=verdict)


def test_where_the_gate_cannot_decide_nothing_is_compared() -> None:
    broken = CheckResult(check="tests", status=Status.INCONCLUSIVE, reason="no sandbox")
    held = state(evidence_of(sample("shout")))
    result = PROOF.check(held, candidate_of(held), Verdict(results=(broken,)), None)
    assert result.status is Status.INCONCLUSIVE


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"predicate": 3}', b'{"predicate": {"request": {}}}', b"\xff"],
)
def test_what_is_no_evidence_is_unreadable(content: bytes) -> None:
    assert told(content) == ["evidence/unreadable"]


def test_evidence_of_other_files_is_named_alone() -> None:
    other = replace(sample("shout"), tests=b"# none\n")
    assert told(evidence_of(other)) == ["evidence/other-files"]


def test_evidence_that_is_missing_matters_only_where_there_was_some() -> None:
    assert told(None) == []
    assert told(None, before=state(None)) == []
    assert told(None, before=state(evidence_of(sample("shout")))) == ["evidence/removed"]


def test_the_lineage_must_name_what_the_base_has() -> None:
    old = sample("shout", body="return text")
    before = State(tree="2" * 40, files=dict(old.files))
    assert told(evidence_of(sample("shout")), before=before) == ["evidence/lineage"]
    from chotu_bot.registry import record_of

    lineage = lineage_of(record_of(old.tool, old.tests, None))
    assert told(evidence_of(sample("shout"), lineage=lineage), before=before) == []
    same = State(tree="2" * 40, files=dict(sample("shout").files))
    assert told(evidence_of(sample("shout")), before=same) == []


def test_what_cannot_be_derived_is_told_and_fails_nothing() -> None:
    held_out = CheckResult(check="held_out", status=Status.PASS, reason="3 of 3 passed")
    verdict = Verdict(results=(*SEEN.results[:3], held_out, *SEEN.results[4:]))
    assert told(evidence_of(sample("shout"), verdict)) == ["evidence/only-said"]
    assert told(edited(lambda one: checks(one, "tests").update(reason="fine"))) == [
        "evidence/reworded"
    ]
    templates = [{"name": "templates", "digest": {"sha256": "1" * 64}}]
    assert told(edited(lambda one: one["predicate"].update(configuration=templates))) == [
        "evidence/templates"
    ]


def test_who_wrote_a_tool_is_taken_from_its_evidence() -> None:
    content = evidence_of(sample("shout"))
    claims = read_claims(content)
    assert (claims.request.text, claims.repairs) == ("make text shout", 0)
    assert candidate_of(state(content)).authorship.independent_tests
    by_hand = candidate_of(state(None))
    assert by_hand.authorship.generator == "submitted"
    assert not by_hand.authorship.independent_tests
    assert tool_files("shout").keys()


def test_what_mended_a_failure_is_only_said_with_all_that_was_seen() -> None:
    """The failing call is not committed; its warnings still count against the confidence."""
    warning = Finding(rule="regression/steps", message="slower", level=Level.WARNING)
    mended = CheckResult(
        check="regression",
        status=Status.PASS,
        reason="the failing call is green now",
        findings=(warning,),
        measures={"old_tests": 3},
    )
    plain = CheckResult(check="regression", status=Status.NOT_APPLICABLE, reason="nothing mended")
    said = Verdict(results=(*SEEN.results, mended))
    seen = Verdict(results=(*SEEN.results, plain))
    assert told(evidence_of(sample("shout"), said), verdict=seen) == ["evidence/only-said"]
    assert "evidence/forged" in told(evidence_of(sample("shout"), said))
